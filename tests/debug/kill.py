#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""SIGKILL at 200 random moments: nothing may be left, of any Guest.

Linux while it boots and somebody types, Guests that sleep, spin and make nothing
but hypercalls, and Launchers that fetch, break and lie. FUZZ_SEED= repeats.
"""
from debugging import *

SEED = choose_seed()
TIMES = 200
SLACK_KIB = 2000        # less than the memory of one Guest

SCRIPT = r"""
fuzz --kill 1 10 > /dev/null	# what it leaves in caches
leaks_begin
say before; state
fuzz --kill %d %d > /tmp/killed 2>&1
say killed $?; cat /tmp/killed
say after; state
say leaks; leaks
# A Guest that comes now is the first one.
in-guest --mem=64 -- true > /dev/null &
until [ "$(ls $debug/lguest)" ] || ! kill -0 $!; do sleep 0.1; done
say id; ls $debug/lguest
wait
say good "$(in-guest -- echo the good Guest)"
report
""" % (SEED, TIMES)

build()
parts, result = run(SCRIPT, "--smp=2")


@check("%d Launchers die of SIGKILL, and each takes its Guest along" % TIMES)
def _():
    status, text = part(parts, result, "killed")
    expect(status == "0", "status", status, text)
    return ", ".join(l[len("killed "):] for l in text.split("\n") if l.startswith("killed"))


@check("the next Guest is number 1")
def _():
    expect(part(parts, result, "id")[1] == "1", repr(parts["id"][1]))


conclude(parts, result, SLACK_KIB)
