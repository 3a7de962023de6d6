#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The same programs in the Host and then in a Guest in it: the same answers.

One boot of the Host. tests/guest/*.c are the programs; each of them prints
only what must not depend on where it runs.
"""
import shlex
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from sections import parse, script

PROCESSES = 32

FORKS = r"""
forks() { awk '/^processes/ { print $2 }' /proc/stat; }
before=$(forks) i=0 failed=0
while [ $i -lt 1000 ]; do /bin/true || failed=$((failed + 1)); i=$((i + 1)); done
[ $(($(forks) - before)) -ge 1000 ] && echo "1000 processes, $failed failed"
"""
WRITERS = r"""
for i in $(seq 1 %d); do
	{ noise $i 4194304 > /tmp/w$i; md5sum < /tmp/w$i > /tmp/sum$i; } &
done
wait
for i in $(seq 1 %d); do cat /tmp/sum$i; done
rm /tmp/w* /tmp/sum*
""" % (PROCESSES, PROCESSES)
SSE2 = "grep -q ' sse2 ' /proc/cpuinfo || exit 0; floats sse2 8 2000"

# What both must answer alike, to the byte, and in the end with the same status.
SAME = (
    ("fork-exec", "1,000 fork and exec of true", FORKS),
    ("pipe", "64 MiB through a pipe into md5sum", "noise 1 67108864 | md5sum"),
    ("writers", "%d processes write and checksum 4 MiB each" % PROCESSES, WRITERS),
    ("x87", "x87 in 8 processes, bit for bit", "floats x87 8 2000"),
    ("sse2", "SSE2 in 8 processes, bit for bit", SSE2),
    ("ping", "ping -c3 127.0.0.1",
     "ping -c3 127.0.0.1 | sed -n 's/ time=.*//;/bytes from/p;/packets/p'"),
    ("traps", "signals: which, why, and where", "traps"),
    ("faults", "each trap 200 times, and IF set in every frame", "faults all 200"),
    ("flags", "a system call gives back the flags of its caller", "flags 20000"),
    ("threads", "threads with variables and segments of their own", "threads"),
    ("memory", "mmap, mprotect, copy on write, and the like", "memory"),
    ("talk", "pipes, sockets, System V, epoll", "talk"),
    ("trace", "ptrace: single steps and breakpoints", "trace"),
    ("clocks", "clocks go on, and timers ring in time", "clocks"),
    ("gzip", "gzip and gunzip of 4 MiB",
     "noise 2 4194304 | gzip -1 | tee /tmp/z | md5sum; gunzip < /tmp/z | md5sum; rm /tmp/z"),
)
OTHERS = (
    ("first-date", "clocks date"),
    ("uname", "uname -a"),
    ("cpuinfo", "cat /proc/cpuinfo"),
    ("sleep", "for i in 0 1 0 1 0 1; do echo mark; sleep $i; done; echo mark"),
    ("avx", "floats avx 4 500"),
    ("mounts", "cut -d ' ' -f 2,3 /proc/mounts"),
    ("interrupts", "cat /proc/interrupts"),
)
LAST = (("dmesg", "dmesg"), ("last-date", "clocks date; date +%s"))

everything = script(OTHERS + tuple((name, command) for name, _, command in SAME) + LAST)
result = vm("--in=host", "--mem=768", "--timeout=1200", "--", "sh", "-c",
            "sh -c %s | stamp > /tmp/host; in-guest --timeout=900 -- sh -c %s | stamp > /tmp/guest\n"
            "cat /tmp/host; echo; echo @@@@; cat /tmp/guest"
            % ((shlex.quote(everything),) * 2), timeout=1220)
in_host, _, in_guest = result.out.partition(b"\n@@@@\n")
host, guest = parse(in_host), parse(in_guest)


def both(name):
    expect(name in host and host[name].status is not None,
           "the Host did not get there:", result)
    if name not in guest or guest[name].status is None:
        expect(False, "the Guest did not get there; stderr: ...",
               repr(result.err[-400:].decode("latin-1")))
    return host[name], guest[name]


def first_difference(a, b):
    for one, other in zip(a, b):
        if one != other:
            return "the Host says %r, the Guest %r" % (one, other)
    return "the Host says %d lines, the Guest %d" % (len(a), len(b))


for name, what, _ in SAME:
    @check(what)
    def _():
        native, inside = both(name)
        expect(native.status == 0, "the Host itself fails: status", native.status,
               shorten(native.text.encode()))
        expect(native.lines, "the Host itself says nothing")
        expect(native.lines == inside.lines,
               first_difference(native.lines, inside.lines))
        expect(inside.status == 0, "status", inside.status)
        return "%.1f s, natively %.1f s" % (inside.seconds, native.seconds)


@check("32 checksums are 32 different ones")
def _():
    native, _ = both("writers")
    expect(len(set(native.lines)) == PROCESSES, native.text)


@check("uname -a tells of the same kernel, and of another machine")
def _():
    native, inside = both("uname")
    expect(native.text.split()[:2] == ["Linux", "host"], native.text)
    expect(inside.text.split()[:2] == ["Linux", "guest"], inside.text)
    expect(native.text.split()[2:] == inside.text.split()[2:],
           native.text, "and", inside.text)


def flags(section):
    for line in section.lines:
        if line.startswith("flags"):
            return set(line.split(":", 1)[1].split())
    return set()


@check("/proc/cpuinfo of the Guest has hypervisor and lguest, the Host's has no lguest")
def _():
    native, inside = both("cpuinfo")
    expect({"hypervisor", "lguest"} <= flags(inside), sorted(flags(inside)))
    expect("lguest" not in flags(native), sorted(flags(native)))


@check("/proc/cpuinfo of the Guest offers nothing that the Host's does not")
def _():
    native, inside = both("cpuinfo")
    more = flags(inside) - flags(native) - {"lguest", "hypervisor", "cpuid"}
    expect(not more, sorted(more))
    expect(not {"apic", "msr", "mtrr", "vme", "sep", "smep", "smap", "umip"}
           & flags(inside), "what only a kernel in ring 0 can use:", sorted(flags(inside)))


@check("/proc/cpuinfo names the Host's model")
def _():
    native, inside = both("cpuinfo")
    for field in ("vendor_id", "model name", "cpu family"):
        line = [l for l in native.lines if l.startswith(field)]
        expect(line and line[0] in inside.lines, line, "is not in", inside.text)


@check("AVX is not offered to a Guest's programs, or survives a switch")
def _():
    native, inside = both("avx")
    offered = inside.lines != ["avx is not offered"]
    if offered:
        expect(inside.status == 0 and inside.lines == native.lines,
               first_difference(native.lines, inside.lines))
    cpuinfo = both("cpuinfo")[1]
    expect(offered or "avx" not in flags(cpuinfo), "the kernel thinks it is there")
    return "offered" if offered else "not offered"


@check("the Guest's dmesg says that it is a Guest")
def _():
    native, inside = both("dmesg")
    words = "Booting paravirtualized kernel on lguest"
    expect(words in inside.text, "no", repr(words))
    expect(words not in native.text, "the Host's says so too")


for where in ("Host", "Guest"):
    @check("the %s's dmesg has nothing to complain of" % where)
    def _():
        expect_well(both("dmesg")[where == "Guest"].text)


@check("sleep 1 takes 1 s by the Host's clock (±5 %)")
def _():
    _, inside = both("sleep")
    marks = [ms for text, (ms, _) in zip(inside.lines, inside.times) if text == "mark"]
    expect(len(marks) == 7, inside.text)
    took = [after - before for before, after in zip(marks, marks[1:])]
    # What a `sleep 0` takes is the making of a process, not sleep.
    slept = sorted(one - none for none, one in zip(took[::2], took[1::2]))
    expect(950 <= slept[1] <= 1050, took, "ms")
    return ", ".join("%d ms" % ms for ms in slept)


def lateness(section):
    """How far the Guest's date is behind the Host's at that moment, in ms."""
    return section.times[0][1] - int(section.lines[0].split()[1])


@check("date agrees with the Host to the second")
def _():
    behind = [lateness(both(name)[1]) for name in ("first-date", "last-date")]
    expect(all(-50 <= ms <= 1050 for ms in behind), behind, "ms behind")
    _, last = both("last-date")
    expect(abs(int(last.lines[1]) * 1000 - last.times[1][1]) < 2000,
           "date says", last.lines[1], "the Host", last.times[1][1])
    return "%d ms behind" % behind[1]


@check("the Guest's clock runs as fast as the Host's")
def _():
    first, last = (both(name)[1] for name in ("first-date", "last-date"))
    host_ms = last.times[0][0] - first.times[0][0]
    guest_ms = int(last.lines[0].split()[0]) - int(first.lines[0].split()[0])
    expect(abs(guest_ms - host_ms) < 50 + host_ms / 1000, guest_ms, "and", host_ms, "ms")
    drift = lateness(last) - lateness(first)
    expect(abs(drift) < 50 + host_ms / 1000, "its date drifted by", drift, "ms")
    return "%d ms apart after %.0f s" % (guest_ms - host_ms, host_ms / 1000)


@check("the Guest ended well")
def _():
    expect(result.status == 0, "status", result.status)
    expect(b"in-guest:" not in result.err and b"lguest:" not in result.err,
           repr(result.err[-400:].decode("latin-1")))

finish()
