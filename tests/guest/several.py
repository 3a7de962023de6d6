#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Guests side by side, large and small ones, on a Host with two processors.

One boot of the Host. Without SMAP: see the returns in traps.c. An Intel: QEMU's
AMD is one that Linux warns of, because it was not sold for two sockets.
"""
import re
import shlex
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from sections import SMALL_INITRD, parse, script

def work(seed):
    """What one of two does, different from what the other does."""
    return ("noise %d 8388608 | md5sum; floats x87 %d 500; "
            "grep -q ' sse2 ' /proc/cpuinfo && floats sse2 %d 500; memory; threads; echo %d"
            % (seed, seed + 2, seed + 2, seed))


RETURNS = (("returns", "traps returns"), ("processors", "nproc"))
FIRST = (("work", work(1)), ("uptime", "sleep 2; nproc"))
SECOND = (("work", work(2)), ("uptime", "sleep 2; nproc"))
LARGE = (("total", "awk '/MemTotal/ { print $2 }' /proc/meminfo"),
         ("fill", "noise 5 209715200 > /tmp/big; md5sum < /tmp/big; rm /tmp/big"))
SMALL = (("total", "awk '/MemTotal/ { print $2 }' /proc/meminfo"),
         ("run", "uname -n; seq 1 2000 | md5sum; for i in 1 2 3 4 5; do sh -c 'echo $$ >/dev/null'; done; echo done"),
         ("full", "dd if=/dev/zero of=/dev/null bs=$(awk '/MemTotal/ { print $2 * 1000 }' /proc/meminfo) count=1; echo $?; dmesg | grep -c 'Killed process'; echo alive"))


def one(to, options, sections):
    return ("in-guest --timeout=500 %s -- sh -c %s > /tmp/raw.%s 2>/tmp/err.%s; echo $? > /tmp/status.%s; "
            "stamp < /tmp/raw.%s > /tmp/%s" % (options, shlex.quote(script(sections)), to, to, to, to, to))


def native(to, sections):
    return "sh -c %s 2>&1 | stamp > /tmp/%s" % (shlex.quote(script(sections)), to)


# Whoever the Launchers are, their processors change a hundred times a second.
RESTLESS = r"""
while [ ! -e /tmp/arrived ]; do
	for mask in 1 2; do
		for pid in $(pidof lguest); do
			taskset -p $mask $pid
			usleep 10000
			cut -d ' ' -f 39 /proc/$pid/stat >> /tmp/seats
		done
	done
done > /dev/null 2>&1 &
%s
touch /tmp/arrived
"""
SEATS = "echo 0 $(grep -c 0 /tmp/seats), 1 $(grep -c 1 /tmp/seats)"
MOVED = (("work", work(1)),)
RUNS = ("host", "hostfirst", "hostsecond", "hostlarge", "returns", "first", "second",
        "small", "large", "moved")
commands = [
    SMALL_INITRD,
    native("host", RETURNS), native("hostfirst", FIRST[:1]),
    native("hostsecond", SECOND[:1]), native("hostlarge", LARGE[1:]),
    one("returns", "--mem=64", RETURNS),
    "{ %s; } & { %s; } & wait" % (one("first", "--mem=96", FIRST), one("second", "--mem=128", SECOND)),
    "{ %s; } & { %s; } & wait" % (one("small", "--mem=16 --initrd=/tmp/small.img", SMALL),
                                  one("large", "--mem=256", LARGE)),
    RESTLESS % one("moved", "--mem=64", MOVED),
    "for i in %s; do echo \"@@@@ $i\"; cat /tmp/$i; echo; done" % " ".join(RUNS),
    "echo '@@@@ end'; cat /tmp/status.*; %s; cat /tmp/err.* >&2; dmesg" % SEATS,
]
result = vm("--in=host", "--smp=2", "--cpu=max,-smap,vendor=GenuineIntel", "--mem=768", "--timeout=900", "--",
            "sh", "-c", "\n".join(commands), timeout=920)
parts = {name: parse(text) if name != "end" else text.decode("latin-1")
         for name, text in parts_of(result.out).items()}


def section(run, name):
    got = parts.get(run, {}).get(name)
    expect(got and got.status is not None, run, "did not get to", name,
           "and stderr is", shorten(result.err))
    return got


@check("far returns and irets: the same signals as in the Host")
def _():
    native, inside = section("host", "returns"), section("returns", "returns")
    expect(len(native.lines) >= 5 and native.status == 0, native.text)
    expect(native.lines == inside.lines, native.text, "and", inside.text)


@check("a Guest has one processor where the Host has two")
def _():
    expect(section("host", "processors").text == "2", section("host", "processors").text)
    expect(section("returns", "processors").text == "1", section("returns", "processors").text)


for which in ("first", "second"):
    @check("two Guests at once: the %s answers as the Host does" % which)
    def _():
        native, inside = section("host" + which, "work"), section(which, "work")
        expect(native.lines == inside.lines and native.status == inside.status == 0,
               [(a, b) for a, b in zip(native.lines + [None] * 99, inside.lines) if a != b][:2])


@check("two Guests at once: they give different answers")
def _():
    expect(section("first", "work").lines[0] != section("second", "work").lines[0],
           section("first", "work").text)
    expect(section("first", "work").lines[-1] == "1"
           and section("second", "work").lines[-1] == "2", "the wrong Guest answered")


@check("a Guest that is moved from one processor to the other all the time")
def _():
    native, inside = section("hostfirst", "work"), section("moved", "work")
    expect(native.lines == inside.lines and inside.status == 0,
           [(a, b) for a, b in zip(native.lines, inside.lines) if a != b][:2])
    seats = re.search(r"^0 (\d+), 1 (\d+)$", parts["end"], re.M)
    expect(seats and min(map(int, seats.groups())) > 20, "it sat on", seats and seats[0])
    return "seen on " + seats[0]


@check("a Guest of 16 MiB")
def _():
    total = int(section("small", "total").text)
    expect(8 * 1024 < total < 16 * 1024, total, "KiB")
    expect(section("small", "run").lines[0] == "guest"
           and section("small", "run").lines[-1] == "done", section("small", "run").text)
    return "%d KiB to use" % total


@check("a Guest of 16 MiB whose memory is full kills the process, and lives on")
def _():
    full = section("small", "full")
    expect(full.lines[-3:] == ["137", "1", "alive"], full.text)


@check("a Guest of 256 MiB, nearly all of it used")
def _():
    total = int(section("large", "total").text)
    expect(235 * 1024 < total < 256 * 1024, total, "KiB")
    expect(section("large", "fill").lines == section("hostlarge", "fill").lines,
           section("large", "fill").text)
    return "%d KiB to use" % total


@check("all of them ended well")
def _():
    statuses = parts.get("end", "").split("\n")[:6]
    expect(statuses == ["0"] * 6, statuses, shorten(result.err))


@check("the Host's dmesg has nothing to complain of")
def _():
    expect_well(parts.get("end", ""))

finish()
