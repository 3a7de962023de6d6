# SPDX-License-Identifier: GPL-2.0-only
"""What the tests on the debug kernel share."""
import fcntl
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
from checks import *  # noqa: E402,F401,F403
from checks import BUILD, call, check, expect, expect_well, finish, parts_of, vm  # noqa: E402

MARK = "=====lguest-debug====="

# Shell functions for the scripts that run in the Host.
SHELL = r"""
say() { echo "%s $*"; }
debug=/sys/kernel/debug
# Leaks: a scan overlooks what is younger than five seconds.
leaks_begin() { echo scan > $debug/kmemleak; sleep 6; echo scan > $debug/kmemleak; echo clear > $debug/kmemleak; }
leaks() { sleep 6; echo scan > $debug/kmemleak; echo scan > $debug/kmemleak; cat $debug/kmemleak; }
# What could be left of a Guest, a line each: exact ones first. Free is also what
# the processors keep in their own lists of pages.
state()
{
	echo 1 > /proc/sys/vm/stat_refresh
	awk '/nr_foll_pin_(acquired|released)/ { n[$1] = $2 }
	     END { print "pins", n["nr_foll_pin_acquired"] - n["nr_foll_pin_released"] }' /proc/vmstat
	echo guests $(ls $debug/lguest 2>/dev/null | wc -l)
	echo timers $(grep -c clockevent_fires /proc/timer_list)
	sync
	echo 3 > /proc/sys/vm/drop_caches
	sleep 1
	awk '/^MemFree:/ || $1 == "count:" { free += $2 * (/Mem/ ? 1 : 4) }
	     END { print "free", free }' /proc/meminfo /proc/zoneinfo
	awk '/^SUnreclaim:/ { print "slab", $2 }
	     /^PageTables:/ { print "page_tables", $2 }' /proc/meminfo
	awk '$1 == "mm_struct" || $1 == "task_struct" { print $1, $2 }' /proc/slabinfo
}
# The last line of a script. Whoever complains of too much to do goes silent, too.
report()
{
	say awake; grep debug_locks /proc/lockdep_stats; grep ^enabled $debug/kfence/stats
	say log; dmesg
}
""" % MARK


def choose_seed():
    """Of all lots; FUZZ_SEED= takes those of an earlier run again."""
    seed = int(os.environ.get("FUZZ_SEED") or int.from_bytes(os.urandom(3), "little"))
    print("# FUZZ_SEED=%d" % seed, flush=True)
    return seed


def build():
    """The debug kernel and a Host with it. It takes minutes the first time."""
    with open(os.path.join(BUILD, "debug.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)    # one of us makes it
        result = call("make", "-s", "build/debug/host.img", timeout=3600)
    if result.status:
        print("not ok the debug kernel is built: %s" % result, flush=True)
        sys.exit(1)


def run(script, *options, timeout=1500):
    """Runs it in the Host. Returns what was told, and the result."""
    result = vm("--in=host", "--debug", "--timeout=%d" % timeout, *options,
                "--", "sh", "-c", SHELL + script, timeout=timeout + 60)
    return told(result.out, MARK), result


def told(output, mark):
    """{name: (rest of its line, text)} of what stands behind each "MARK NAME REST"."""
    found = {}
    for head, text in parts_of(output, mark).items():
        name, _, rest = head.partition(" ")
        found[name] = (rest, text.decode(errors="replace").strip("\n"))
    return found


def part(parts, result, name):
    expect(name in parts, "it did not get to", name, result)
    return parts[name]


def numbers(text):
    return {l.split()[0]: int(l.split()[1]) for l in text.split("\n") if l}


def expect_quiet(parts, result):
    """The log, from the first line on, and kmemleak have no complaint."""
    expect_well(part(parts, result, "log")[1])
    awake = parts["awake"][1].split()
    expect(awake == ["debug_locks:", "1", "enabled:", "1"], "asleep:", awake)
    if "leaks" in parts:
        expect(not parts["leaks"][1], "kmemleak:", parts["leaks"][1][:600])


def expect_nothing_left(before, after, slack_kib):
    """Pins, Guests and timers to the last one; memory within what caches do."""
    old, new = numbers(before), numbers(after)
    for name in ("pins", "guests", "timers"):
        expect(new[name] == 0, new[name], name)
    lost = {name: (old[name] - new[name]) * (1 if name == "free" else -1)
            for name in ("free", "slab", "page_tables")}
    expect(max(lost.values()) < slack_kib, "KiB lost:", lost)
    for name in ("mm_struct", "task_struct"):
        expect(new[name] <= old[name] + 8, name, old[name], "became", new[name])
    return "lost %s KiB of %d" % (lost["free"], old["free"])


def conclude(parts, result, slack_kib=None):
    """How each of these tests ends, where it has let Guests come and go."""
    if slack_kib is not None:
        @check("no page, no pin, no timer, no table is left of any Guest")
        def _():
            part(parts, result, "after")
            return expect_nothing_left(parts["before"][1], parts["after"][1], slack_kib)

        @check("a good Guest runs afterwards")
        def _():
            expect(part(parts, result, "good")[0] == "the good Guest", result)

    @check("the debug kernel has no complaint")
    def _():
        expect_quiet(parts, result)

    finish()
