#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A million hypercalls that were drawn by lot, and Launchers that lie.

FUZZ_SEED= repeats the lots of an earlier run, FUZZ_CALLS= makes fewer or more
calls. Two of a kind run side by side.
"""
from debugging import *

SEED = choose_seed()
CALLS = int(os.environ.get("FUZZ_CALLS") or 1000000)
LIARS = 150
SLACK_KIB = 2000

SCRIPT = r"""
fuzz 1 1000 > /dev/null; fuzz --launcher 1 3 > /dev/null	# what they leave in caches
leaks_begin
say before; state
fuzz %(seed)d %(half)d > /tmp/one 2>&1 & one=$!
fuzz %(other)d %(half)d > /tmp/two 2>&1 & two=$!
wait $one; say one $?; cat /tmp/one
wait $two; say two $?; cat /tmp/two
fuzz --launcher %(seed)d %(liars)d > /tmp/liar 2>&1
say liar $?; cat /tmp/liar
say good "$(in-guest -- echo the good Guest)"
say after; state
say leaks; leaks
report
""" % {"seed": SEED, "other": SEED + 1000000, "half": (CALLS + 1) // 2, "liars": LIARS}

build()
parts, result = run(SCRIPT, "--smp=2")


@check("%d hypercalls of fuzzing Guests" % CALLS)
def _():
    calls, guests, ends = 0, 0, {}
    for name in ("one", "two"):
        status, text = part(parts, result, name)
        expect(status == "0", "status", status, text[-300:])
        for line in text.split("\n"):
            words = line.split(" ", 2)
            if words[0] == "ended":
                ends[words[2]] = ends.get(words[2], 0) + int(words[1])
            calls += int(words[1]) if words[0] == "calls" else 0
            guests += int(words[1]) if words[0] == "guests" else 0
    for what in sorted(ends, key=ends.get, reverse=True):
        print("# %6d %s" % (ends[what], what))
    expect(calls >= CALLS, "only", calls)
    # They lived long enough to get somewhere, and went too far in many ways.
    expect(calls / guests > 100, calls, "calls in the lives of", guests, "Guests")
    expect(len(ends) >= min(20, CALLS // 10000), ends)
    return "%d Guests" % guests


@check("%d Launchers that lie" % LIARS)
def _():
    status, text = part(parts, result, "liar")
    expect(status == "0", "status", status, text)


conclude(parts, result, SLACK_KIB)
