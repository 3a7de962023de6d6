#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A storm of interrupts: two million and more, and all answers are right.

A Launcher with a fault (tests/machine/storm.c) raises interrupts that nobody
asked for: in one boot of the Host of a tiny Guest that looks at each frame, in
volleys and at any moment; in another of a whole kernel, at any moment, whose
programs have to give the answers that they give in the Host. There QEMU counts
instructions, so that a busy machine does not calm the storm. Both boots run side
by side.
"""
import shlex
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from sections import parse, script

CONSOLE_IRQ = 1
LEAST = 2000000             # that is in iret-storm.S
LEAST_IN_KERNEL = 10000
WORK = (
    ("frames", "frames 50"),
    ("traps", "traps"),
    ("flags", "flags 500"),
    ("trace", "trace"),
    ("threads", "threads"),
    ("x87", "floats x87 2 50"),
    ("sse2", "floats sse2 2 50"),
    ("fork", "for i in 1 2 3 4 5 6 7 8 9 10; do sh -c 'echo $((6 * 7))'; done"),
)
MORE = r"""
seen() { awk '$1 == "%d:" { print $2 }' /proc/interrupts; }
while [ $(seen) -lt %d ]; do frames 50 || break; done
""" % (CONSOLE_IRQ, LEAST_IN_KERNEL)
END = (("more", MORE), ("interrupts", "cat /proc/interrupts"), ("dmesg", "dmesg"))


# With less rest in between, the thread that raises them takes all the time.
TINY = r"""
export STORM_IRQ=%d STORM_REST_US=200
timeout -s KILL 600 /usr/lib/storm/lguest 16 /boot/hostile/iret-storm < /dev/null 2>&1
echo "exit status $?"
""" % CONSOLE_IRQ
SCRIPT = r"""
exits=/sys/kernel/debug/lguest
given() { cat $exits/*/exits 2>/dev/null | awk '$1 == "interrupt_given" { print $2 }'; }
sh -c %(native)s 2>&1 | stamp > /tmp/host
export STORM_IRQ=%(irq)d
in-guest --launcher=/usr/lib/storm/lguest --mem=64 --timeout=900 -- sh -c %(inside)s \
	2>/tmp/err > /tmp/raw &
until [ -e $exits/1/exits ]; do usleep 10000; done
while usleep 200000; do given > /tmp/g; [ -s /tmp/g ] || break; cp /tmp/g /tmp/given; done
wait $!; status=$?
stamp < /tmp/raw > /tmp/guest
for i in host guest given; do echo "@@@@ $i"; cat /tmp/$i; echo; done
echo "@@@@ status"; echo $status; cat /tmp/err
echo "@@@@ dmesg"; dmesg
"""
with ThreadPoolExecutor() as pool:
    at_once = pool.submit(vm, "--in=host", "--timeout=700", "--", "sh", "-c", TINY, timeout=720)
    result = vm("--in=host", "--icount", "--timeout=1000", "--", "sh", "-c",
                SCRIPT % {"irq": CONSOLE_IRQ, "native": shlex.quote(script(WORK)),
                          "inside": shlex.quote(script(WORK + END))}, timeout=1020)
    tiny = at_once.result()
parts = {name: parse(text) if name in ("host", "guest") else text.decode("latin-1").strip()
         for name, text in parts_of(result.out).items()}


def section(run, name):
    got = parts.get(run, {}).get(name)
    expect(got and got.status is not None, run, "did not get to", name, parts.get("status"), result)
    return got


@check("%d interrupts of a tiny Guest, which looks at each frame" % LEAST)
def _():
    expect(tiny.out == b"exit status 0\n", tiny)


for name, _ in WORK:
    @check("in the storm: " + name)
    def _():
        native, inside = section("host", name), section("guest", name)
        expect(native.status == 0 and native.lines, native.text)
        expect(native.lines == inside.lines and inside.status == 0,
               [(a, b) for a, b in zip(native.lines + [None] * 9, inside.lines) if a != b][:2],
               inside.status)


@check("the Guest counted them, and the Host as many")
def _():
    more = section("guest", "more")
    expect(more.status == 0 and set(more.lines) <= {"0 processes of 3 were wrong"}, more.text)
    line = [l for l in section("guest", "interrupts").lines if l.split()[0] == "%d:" % CONSOLE_IRQ]
    expect(line, section("guest", "interrupts").text)
    count = int(line[0].split()[1])
    expect(count >= LEAST_IN_KERNEL, "only", count)
    # Read while it worked, so it is older.
    expect(int(parts.get("given") or 0) >= LEAST_IN_KERNEL / 2, parts.get("given"), "and", count)
    return "%d" % count


@check("it ended well, and neither kernel complains")
def _():
    expect(parts.get("status") == "0", parts.get("status"), result)
    for log in (section("guest", "dmesg").text, parts.get("dmesg", "")):
        expect_well(log)

finish()
