#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the Host counts about a Guest, /sys/kernel/debug/lguest/ID/exits.

One boot of the Host. A shell in a Guest does one thing after the other, and
the Host reads the counters in between, when the Guest has nothing to do.
"""
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

SCRIPT = r"""
cd /sys/kernel/debug/lguest || exit 1
say() { echo "@@@@ $1"; }
mkfifo /tmp/to /tmp/from
in-guest --mem=64 --timeout=120 -- sh < /tmp/to > /tmp/from &
exec 3> /tmp/to 4< /tmp/from
# What a line of the Guest's shell does to the counters.
after()
{
	echo "$2; echo; echo done" >&3
	while read -r line <&4 && [ "$line" != done ]; do :; done
	sleep 1
	say "$1"
	cat */exits
}
after start 'measure do system-call 1'
after calls1 'measure do system-call 1000'
after calls2 'measure do system-call 21000'
after fork 'measure do fork-exec-wait 100'
after fill 'measure do page-fault 1000'
after lines 'noise 1 100000 | od | tail -c 65536'
after few-traps 'faults all 1'
after many-traps 'faults all 1001'
after trap 'sleep 0'
sleep 10
say idle; cat */exits
say mode; stat -c %a . */exits
say one; ls
exec 5< 1/exits
in-guest --mem=64 --timeout=60 -- true > /dev/null 3>&- &
until [ -e 2 ]; do sleep 0.1; done
say two; ls
# Readers all the time, while it works.
echo 'measure do fork-exec-wait 100; echo done' >&3
(while cat 1/exits; do :; done) 2>/dev/null 3>&- | awk '
	$1 == "total" { n++; total = $2; sum = 0; if (total < last) bad = "back"; last = total }
	/^(hypercall|page_fault|trap|host_interrupt|nmi) / { sum += $2 }
	$1 == "nmi" && sum != total { bad = sum " is not " total }
	END { print n, bad }' > /tmp/readers 3>&- &
while read -r line <&4 && [ "$line" != done ]; do :; done
exec 3>&-
wait
say readers; cat /tmp/readers
say none; ls
say late; cat <&5 2>&1
in-guest --mem=64 --timeout=60 -- true > /dev/null 2>&1 &
until [ -e 1 ]; do sleep 0.1; done
say alive; ls
kill -9 $(pidof lguest)
wait
say killed; ls
say log; dmesg
"""
result = vm("--in=host", "--cpu=max", "--", "sh", "-c", SCRIPT, timeout=320)
parts = texts_of(result.out)


def counters(name):
    expect(name in parts, "it did not get to", name, "and says", result)
    lines = [line.split(" ") for line in parts[name].split("\n")]
    expect(all(len(l) == 2 and l[1].isdigit() for l in lines), parts[name])
    expect(len(lines) == len({l[0] for l in lines}), "twice the same name:", parts[name])
    return {l[0]: int(l[1]) for l in lines}


def risen(before, after):
    first, then = counters(before), counters(after)
    return {name: count - first.get(name, 0) for name, count in then.items()}


@check("a file of names and counts, for root")
def _():
    got = counters("start")
    for name in ("total", "hypercall", "page_fault", "trap", "host_interrupt", "nmi", "fault_filled",
                 "fault_given", "port", "sleep", "dma", "break", "signal", "note", "interrupt_given",
                 "call_LGUEST_INIT", "call_SET_PTE", "call_IRET"):
        expect(name in got, "no", name, "in", got)
    expect(got["call_LGUEST_INIT"] == 1, got)
    expect(parts["mode"].split("\n")[1] == "400", parts["mode"])


@check("the reasons add up to the exits, and the fates of faults to the faults")
def _():
    for name in ("start", "calls2", "fork", "lines", "idle"):
        got = counters(name)
        expect(got["total"] == sum(got[reason] for reason in (
            "hypercall", "page_fault", "trap", "host_interrupt", "nmi")), got)
        # What the Guest asked to be filled counts as well, but for what it need not have.
        fates = got["fault_filled"] + got["fault_given"]
        expect(got["page_fault"] <= fates <= got["page_fault"] + got["call_FILL"], got)


@check("20,000 system calls cause no exits")
def _():
    few, many = risen("start", "calls1"), risen("calls1", "calls2")
    more = (many["total"] - many["host_interrupt"]) - (few["total"] - few["host_interrupt"])
    expect(more < 200, "%d exits more" % more, few, many)
    expect(many.get("trap_given_128", 0) == 0, many)
    return "%d more than 1000 do" % more


@check("1,000 of each trap that a program can cause cause no exits, but for protection faults")
def _():
    few, many = risen("lines", "few-traps"), risen("few-traps", "many-traps")
    given = {name: n for name, n in many.items() if name.startswith("trap_given_") and n}
    expect(list(given) == ["trap_given_13"] and 1000 <= given["trap_given_13"] < 1010, given)
    more = (many["total"] - many["host_interrupt"]) - (few["total"] - few["host_interrupt"])
    expect(1000 <= more < 1600, "%d exits more" % more, few, many)
    return "%d exits more" % (more - 1000)


@check("1000 pages touched: each comes to the Host once, when it is mapped")
def _():
    got = risen("fork", "fill")
    expect(1000 <= got["call_IRET"] < 1200 and got["call_SET_PTE"] >= 1000, got)
    # The Guest's kernel faults on memory that it never used before, to clear it.
    expect(got["fault_given"] < 100 and got["page_fault"] < 1100, got)
    return "%.2f exits each" % (got["total"] / 1000)


@check("100 fork and exec cause faults, changes of page tables, and switches")
def _():
    got = risen("calls2", "fork")
    expect(got["total"] < 100 * 80 and got["call_SET_PTE"] > 1000, got)
    expect(got["call_NEW_PGTABLE"] >= 100, got)
    expect(sum(n for name, n in got.items() if name.startswith("call_")) > got["hypercall"],
           "nothing waited in the ring:", got)
    return "%.1f exits each" % (got["total"] / 100)


@check("console output is sent, and each send reported")
def _():
    got = risen("fill", "lines")
    expect(got["call_SEND_DMA"] > 5, got)
    expect(got["dma"] == got["call_SEND_DMA"], got)
    return "65536 bytes in %d" % got["dma"]


@check("an idle Guest sleeps")
def _():
    got = risen("trap", "idle")
    # We promise less than 5 a second, and there are 1: room enough for a machine
    # so busy that the ten seconds become many more.
    expect(got["sleep"] < 5 * 10 and got["total"] < 1000 and got["page_fault"] < 100, got)
    return "%.1f exits and %.1f naps a second" % (got["total"] / 10, got["sleep"] / 10)


@check("two Guests, two directories, named by their numbers")
def _():
    expect(parts.get("one") == "1", parts.get("one"), result)
    expect(parts.get("two", "").split() == ["1", "2"], parts.get("two"), result)


@check("readers of a working Guest never see a sum that is wrong, or runs backwards")
def _():
    words = parts.get("readers", "").split(" ", 1)
    expect(words[0].isdigit() and int(words[0]) > 10, words, result)
    expect(len(words) == 1 or not words[1], words)
    return words[0] + " times"


@check("the directory goes when the Guest does, and an old descriptor reads nothing")
def _():
    expect(parts.get("none") == "", parts.get("none"), result)
    expect("error" in parts.get("late", ""), parts.get("late"))


@check("it goes when the Launcher is killed, too")
def _():
    expect(parts.get("alive") == "1", parts.get("alive"), result)
    expect(parts.get("killed") == "", parts.get("killed"), result)


@check("the Host's dmesg has nothing to complain of")
def _():
    expect_well(parts.get("log", ""))

finish()
