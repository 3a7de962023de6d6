#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The Guest's clock, where the Host does not trust its own counter; and where
the Host thinks otherwise about it while the Guest runs.

The Host's mind is changed by hand: its variables tsc_khz and tsc_unstable are
written through QEMU's gdb server, while everything stands still.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

LOOK = "dmesg | sed -n '/Run .init/p'; grep -c ' tsc ' /proc/cpuinfo; clocks"


def sick(log):
    return [l for l in log.split("\n") if re.search("WARNING:|BUG:|Call Trace|soft lockup", l)]


@check("tsc=unstable: a Guest uses the time that the Host publishes")
def _():
    result = vm("--host-append=tsc=unstable", "--", "sh", "-c", LOOK + "; dmesg")
    lines = result.out.decode().split("\n")
    expect(result.status == 0, result)
    began = re.match(r"\[ *(\d+\.\d+)\] Run /init", lines[0])
    expect(began and 0 < float(began[1]) < 60, "the log's clock does not begin at 0:", lines[0])
    expect(lines[1] == "0", "/proc/cpuinfo offers a counter that is not to be trusted")
    expect(all(l.endswith(": right") for l in lines[2:8]), lines[2:8])
    expect(not sick(result.out.decode()), sick(result.out.decode()))


class Gdb:
    """As much of gdb as it takes to write a word of physical memory."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)

    def tell(self, packet, answers=True):
        data = packet.encode()
        self.socket.sendall(b"$%s#%02x" % (data, sum(data) & 255))
        got = b""
        while not re.search(rb"\$[^#]*#..$", got) if answers else got != b"+":
            more = self.socket.recv(4096)
            if not more:
                raise Unexpected("QEMU went away at " + packet)
            got += more
        self.socket.sendall(b"+")
        return got

    def write(self, address, value):
        self.tell("?")
        self.tell("Qqemu.PhyMemMode:1")
        answer = self.tell("M%x,4:%s" % (address, value.to_bytes(4, "little").hex()))
        expect(b"$OK#" in answer, "gdb's server says", answer)
        self.tell("Qqemu.PhyMemMode:0")
        self.tell("D")


def address_of(name):
    with open(os.path.join(BUILD, "kernel/System.map")) as f:
        for at, _, symbol in map(str.split, f):
            if symbol == name:
                return int(at, 16) - 0xc0000000
    raise Unexpected("no " + name + " in System.map")


# A date of the Guest's each 50 ms, with the Host's before it. The kernel's log has
# a clock of its own, the scheduler's; whoever writes there may not sleep for it.
SCRIPT = r"""
dmesg | sed -n 's/.*tsc: Detected \([0-9.]*\) MHz.*/khz \1/p' | head -n 1
in-guest --timeout=200 -- sh -c 'echo on > /proc/sys/kernel/printk_devkmsg
	while [ ! -e /tmp/over ]; do seq 1 3000 > /dev/null; echo watch > /dev/kmsg; done &
	clocks watch 300; : > /tmp/over; dmesg | sed -n "s/.*\[ *\([0-9.]*\)\] watch.*/log \1/p"' | stamp
dmesg
"""
# When the Host changes its mind, and how: seconds, name, how many times its rate.
CHANGES = ((3, "tsc_khz", 2), (7, "tsc_khz", 0.5), (9, "tsc_khz", 1), (12, "tsc_unstable", 0))


def run_and_change(work):
    gdb = os.path.join(work, "gdb")
    process = subprocess.Popen(
        [os.path.join(TESTS, "vm"), "--quiet", "--timeout=300", "--in=host",
         "--qemu=-gdb unix:path=%s,server=on,wait=off" % gdb, "--", "sh", "-c", SCRIPT],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    with process:
        lines, khz, first, left = [], 0, None, list(CHANGES)
        for line in process.stdout:
            words = line.split()
            if words[:1] == ["khz"]:
                khz = round(float(words[1]) * 1000)
            elif len(words) == 4 and words[2].isdigit() and words[0].isdigit():
                ms = int(words[0])
                first = first or ms
                if left and ms - first > left[0][0] * 1000:
                    _, name, part = left.pop(0)
                    if not part:
                        # To a Guest that does not hear of it, this would matter.
                        Gdb(gdb).write(address_of("tsc_khz"), 2 * khz)
                    Gdb(gdb).write(address_of(name), int(khz * part) or 1)
                    words.append(name)
            lines.append(words if len(words) > 3 and words[0].isdigit() and words[2].isdigit() else line)
    expect(process.returncode == 0 and khz and not left, "it did not get there:", lines[-3:])
    return lines


with tempfile.TemporaryDirectory() as folder:
    try:
        everything = run_and_change(folder)
        failed = None
    except Unexpected as e:
        everything, failed = [], e
marks = [l for l in everything if isinstance(l, list)]
epochs = [[]]
for mark in marks:
    epochs[-1].append((int(mark[0]), int(mark[2]) / 1e6))
    if len(mark) > 4:
        epochs.append([])


def rate(epoch):
    # What happens in the first second may still be of the time before.
    start = next((i for i, (ms, _) in enumerate(epoch) if ms > epoch[0][0] + 1000), 0)
    (a, b), (c, d) = epoch[start], epoch[-1]
    return (d - b) / (c - a)


@check("the Guest's clock follows when the Host's tsc_khz changes")
def _():
    expect(not failed, failed)
    expect(len(epochs) == 5 and all(len(e) > 10 for e in epochs[:3]), [len(e) for e in epochs])
    rates = [rate(e) for e in epochs[:3]]
    expect(0.9 < rates[0] < 1.1, rates)
    # Twice as many ticks are now a second; nothing else has changed.
    expect(0.4 < rates[1] < 0.6, rates)
    expect(1.6 < rates[2] < 2.4, rates)
    return "rates %.2f, %.2f, %.2f" % tuple(rates)


@check("it stands still, when it was ahead, until the time has come")
def _():
    expect(not failed, failed)
    ahead = [epochs[2][-1][1] - epochs[0][-1][1] - epochs[2][-1][0] + epochs[0][-1][0]]
    expect(ahead[0] > 500, "it was not ahead:", ahead)
    expect(epochs[3], "no date after that")
    ahead.append(epochs[3][-1][1] - epochs[0][-1][1] - epochs[3][-1][0] + epochs[0][-1][0])
    expect(abs(ahead[1]) < 1000, "ahead by ms:", ahead)
    return "%.0f ms ahead, and then %.0f" % tuple(ahead)


@check("and goes on when the Host does not trust its counter any more")
def _():
    expect(not failed, failed)
    expect(len(epochs) == 5 and len(epochs[4]) > 10, [len(e) for e in epochs])
    behind = [ms - ns for ms, ns in epochs[0][-1:] + epochs[4][-1:]]
    expect(abs(behind[1] - behind[0]) < 1000, "it is behind by", behind, "ms")
    expect(0.9 < rate(epochs[4]) < 1.1, rate(epochs[4]))
    return "rate %.2f, %.0f ms behind" % (rate(epochs[4]), behind[1] - behind[0])


@check("in all of this it never runs backwards")
def _():
    expect(not failed, failed)
    expect(marks and all(m[3] == "0" for m in marks), [m for m in marks if m[3] != "0"][:1])
    log = [float(l.split()[3]) for l in everything if isinstance(l, str) and " log " in l]
    expect(len(log) > 100, len(log), "lines in the Guest's log")
    back = [(a, b) for a, b in zip(log, log[1:]) if b < a]
    expect(not back, "nor does the clock of its log:", back[:1])


@check("and nobody has complained")
def _():
    log = "".join(l for l in everything if isinstance(l, str))
    expect("Linux version" in log, "no dmesg")
    expect(not sick(log), sick(log))

finish()
