#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The tracepoints: what they tell is what the counters counted.

A shell in a Guest does known things, with tracing on; the Host reads the
counters before and after, when the Guest has nothing to do.
"""
from collections import Counter
from debugging import *

SCRIPT = r"""
mount -t tracefs none /sys/kernel/tracing
cd /sys/kernel/tracing
ls events/lguest | grep lguest > /tmp/events
echo 16384 > buffer_size_kb
echo 0 > tracing_on
echo 1 > events/lguest/enable
mkfifo /tmp/to /tmp/from
in-guest --mem=64 -- sh < /tmp/to > /tmp/from &
exec 3> /tmp/to 4< /tmp/from
guest()
{
	echo "$1; echo; echo done" >&3
	while read -r line <&4 && [ "$line" != done ]; do :; done
	sleep 1
}
guest 'measure do fork-exec-wait 2; measure do page-fault 100'
say events; cat /tmp/events
cat $debug/lguest/1/exits > /tmp/before; echo 1 > tracing_on
guest 'measure do fork-exec-wait 20; measure do page-fault 1000; measure do reflected-trap 30; sleep 0.3'
echo 0 > tracing_on; cat $debug/lguest/1/exits > /tmp/after
say before; cat /tmp/before
say after; cat /tmp/after
exec 3>&-
wait
say lost; cat per_cpu/cpu0/stats
say trace; sed -n 's/.*: \(lguest_[a-z]*\): /\1 /p' trace
report
"""

build()
parts, result = run(SCRIPT)
events = ("lguest_asked", "lguest_enter", "lguest_exit", "lguest_fault", "lguest_hypercall",
          "lguest_inject", "lguest_told")
traced = [l.split() for l in parts.get("trace", ("", ""))[1].split("\n") if l]
risen = {}
if "after" in parts:
    before, after = (numbers(parts[n][1]) for n in ("before", "after"))
    risen = {n: after[n] - before.get(n, 0) for n in after}


def field(words, name):
    return int(words[words.index(name) + 1], 0)


def expect_about(counted, seen, what):
    """Equal, but for what came between the reading and the switching."""
    expect(counted >= 20, what, "rose only by", counted)
    expect(abs(counted - seen) <= 20 + counted // 50, what, "counted", counted, "traced", seen)
    return "%d traced, %d counted" % (seen, counted)


def of(event):
    return [w for w in traced if w[0] == event]


@check("%d events are there" % len(events))
def _():
    expect(part(parts, result, "events")[1].split() == list(events),
           parts["events"][1])


@check("nothing of the trace was lost")
def _():
    stats = dict(l.split(": ", 1) for l in part(parts, result, "lost")[1].split("\n"))
    for name in ("overrun", "commit overrun", "dropped events"):
        expect(stats[name] == "0", stats)


@check("exits are traced")
def _():
    return expect_about(risen["total"], len(of("lguest_exit")), "exits")


@check("who goes in comes out, who asks is told")
def _():
    order = [w[0] for w in traced if w[0] in ("lguest_enter", "lguest_exit", "lguest_asked", "lguest_told")]
    follows = {"lguest_enter": {"lguest_exit"}, "lguest_exit": {"lguest_enter", "lguest_told"},
               "lguest_told": {"lguest_asked"}, "lguest_asked": {"lguest_enter", "lguest_told"}}
    for one, then in zip(order, order[1:]):
        expect(then in follows[one], then, "after", one)
    dma = [w for w in of("lguest_told") if field(w, "type") == 1]
    expect_about(risen["dma"], len(dma), "DMA events") if risen["dma"] >= 20 else None
    return "%d entries, %d questions" % (order.count("lguest_enter"), order.count("lguest_asked"))


@check("exits by vector: hypercalls, page faults")
def _():
    vectors = Counter(field(w, "vector") for w in of("lguest_exit"))
    expect_about(risen["hypercall"], vectors[0x1f], "hypercalls")
    expect_about(risen["page_fault"], vectors[14], "page faults")
    # A program's page faults are not among them, but its protection faults are.
    rings = Counter((field(w, "vector"), field(w, "ring")) for w in of("lguest_exit"))
    expect(rings[13, 3] >= 30 and rings[0x1f, 1] == vectors[0x1f], "by vector and ring:", rings)


@check("hypercalls are traced, by number")
def _():
    numbers_seen = Counter(field(w, "call") for w in of("lguest_hypercall"))
    expect_about(risen["call_SET_PTE"], numbers_seen[14], "SET_PTE")
    expect_about(risen["call_NEW_PGTABLE"], numbers_seen[4], "NEW_PGTABLE")
    counted = sum(n for name, n in risen.items() if name.startswith("call_"))
    return expect_about(counted, len(of("lguest_hypercall")), "calls")


@check("page faults are traced, and what became of them")
def _():
    filled = Counter(field(w, "filled") for w in of("lguest_fault"))
    expect(set(filled) == {0, 1}, "filled", filled)
    expect_about(risen["fault_given"], filled[0], "faults of the Guest's own")
    return expect_about(risen["fault_filled"], filled[1], "filled faults")


@check("injections are traced: faults and interrupts")
def _():
    vectors = Counter(field(w, "vector") for w in of("lguest_inject"))
    expect_about(risen["fault_given"], vectors[14], "page faults")
    interrupts = sum(n for v, n in vectors.items() if 32 <= v < 64)
    expect(interrupts, "no interrupt was injected:", vectors)
    return "%d faults, %d interrupts" % (vectors[14], interrupts)


@check("all of it is one Guest's, and from its own addresses")
def _():
    expect({field(w, "guest") for w in traced} == {1})
    # The Guest's kernel is above PAGE_OFFSET, and below the Switcher.
    for words in of("lguest_exit"):
        eip = field(words, "at")
        expect((eip >= 0xC0000000) == (field(words, "ring") == 1) and eip < 0xFFC00000,
               *words)


conclude(parts, result)
