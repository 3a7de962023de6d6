#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whatever a Guest does, others get their turn, and SIGKILL ends it at once.

One boot of a Host with one processor. QEMU counts instructions, so that how
busy this machine is makes no difference. A program that wants to be woken a
hundred times, five times in a tick, must not miss one because of a Guest that
never rests; and a killed Launcher is gone before the third.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
from checks import *  # noqa: E402

# What never rests: in ring 1 and in ring 3, with interrupts off, in the Host.
IMAGES = ("spin", "spin-ring3", "storm", "storm-ring3", "storm-traps")
TIMES, PERIOD_MS = 100, 2
# The Host finishes its boot first.
SCRIPT = r"""
sleep 3
for image in nothing %(images)s; do
	if [ $image != nothing ]; then
		lguest 16 /boot/hostile/$image </dev/null >/tmp/out 2>&1 &
		pid=$!
		until [ -e /sys/kernel/debug/lguest/1/exits ]; do usleep 10000; done
		usleep 100000
	fi
	woken=$(wakes %(times)d %(ms)d)
	# It has to have had a turn itself: ticks of the processor.
	[ $image = nothing ] || { ran=$(cut -d ' ' -f 15 /proc/$pid/stat); ran=$((ran + $(cut -d ' ' -f 14 /proc/$pid/stat))); }
	left=
	if [ $image != nothing ]; then
		kill -KILL $pid
		wakes 2 %(ms)d > /dev/null
		left=gone; [ -e /sys/kernel/debug/lguest/1 ] && left=there
		wait $pid
	fi
	echo "$image: $woken; ran $ran; $left; $(cat /tmp/out)"
done
echo log; dmesg
""" % {"images": " ".join(IMAGES), "times": TIMES, "ms": PERIOD_MS}

# Four nanoseconds an instruction, and none where there is nothing to do.
result = vm("--in=host", "--cpu=max", "--icount=shift=2,sleep=off", "--timeout=600", "--", "sh", "-c",
            SCRIPT, timeout=620)
lines, _, log = result.out.decode("latin-1").partition("\nlog\n")
found = dict(line.partition(": ")[::2] for line in lines.split("\n"))


def look(name):
    words = [w.strip() for w in found.get(name, "").split(";")]
    expect(len(words) == 4, result)
    return words


@check("with nothing else to do, every one of %d wake-ups comes" % TIMES)
def _():
    expect(look("nothing")[0] == "missed 0 of %d" % TIMES, found["nothing"])


for image in IMAGES:
    @check(image + ": others get their turn, and it gets its own")
    def _():
        missed, ran, _, out = look(image)
        expect(missed == "missed 0 of %d" % TIMES, missed)
        expect(int(ran.split()[1]) > TIMES * PERIOD_MS / 20, ran, "ticks")
        expect(not out, out)

    @check(image + ": killed, it is gone at once")
    def _():
        expect(look(image)[2] == "gone", found[image])


@check("the Host's log has no complaint")
def _():
    expect_well(log)

finish()
