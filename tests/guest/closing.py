#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The Launcher is killed at any moment: the Host gets everything back.

What a Guest holds is counted in three ways: pages pinned (exactly: the kernel
counts each that it pins and unpins), free memory (with the CPUs' own lists of free
pages) once the caches are dropped, and what the kernel holds for itself. One page lost a Guest would show:
so many Guests are started that it is more than free memory wanders by itself.
"""
import random
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

SEED = 6
ROUNDS, TINY_ROUNDS = 20, 150
# Free memory is not steady to the page: slabs are half full, and what was freed a
# moment ago may still wait for it.
SLACK_PAGES = 96

SCRIPT = r"""
pinned()
{
	awk '/^nr_foll_pin_acquired/ { pins += $2 } /^nr_foll_pin_released/ { pins -= $2 } END { print pins }' /proc/vmstat
}
# A line of numbers: pinned pages, free KiB, KiB in page tables and slabs.
measure()
{
	echo 3 > /proc/sys/vm/drop_caches
	usleep 300000
	echo 3 > /proc/sys/vm/drop_caches
	awk -v what="$1" -v pins=$(pinned) '
	/^MemFree:/ { free += $2 }
	$1 == "count:" { free += $2 * 4 }
	/^(PageTables|SUnreclaim|KernelStack|Mlocked|Percpu):/ { kernel += $2 }
	END { print "measure", what, pins, free, kernel }' /proc/meminfo /proc/zoneinfo
}
# Kills a Launcher that has run for so many microseconds.
cut_short()
{
	local us=$1 pid
	shift
	"$@" < /dev/null > /dev/null 2>&1 &
	pid=$!
	usleep $us
	kill -9 $pid 2>/dev/null && echo killed || echo over
	wait $pid 2>/dev/null
}
cp /boot/guest.img /tmp/busy.img
# Behind the common image: what this Guest does all the time.
mkdir -p /tmp/b/etc/wire && cd /tmp/b
printf 'sh\0-c\0while true; do noise 1 300000 | md5sum; done\0' > etc/wire/argv
echo token > etc/wire/token
head -c $((-$(stat -c %s /tmp/busy.img) & 3)) /dev/zero >> /tmp/busy.img
find . | cpio -o -H newc >> /tmp/busy.img 2>/dev/null
cd / && rm -r /tmp/b

guest() { cut_short $1 lguest --initrd=/tmp/busy.img 64 /boot/bzImage console=hvc0 quiet $GUEST_APPEND; }
tiny() { cut_short $1 lguest 8 /boot/hostile/halt; }
for us in 100000 3000000 300000; do guest $us; tiny 30000; done > /dev/null
measure before
"""


def moments(number, most_us):
    dice = random.Random(SEED)
    return [dice.randrange(most_us) for _ in range(number)]


script = SCRIPT
for us in moments(ROUNDS, 2500000):
    script += "guest %d\n" % us
script += "measure guests\n"
for us in moments(TINY_ROUNDS, 60000):
    script += "tiny %d\n" % us
script += """measure tiny
lguest --initrd=/tmp/busy.img 64 /boot/bzImage console=hvc0 quiet $GUEST_APPEND < /dev/null > /dev/null 2>&1 &
for i in $(seq 120); do
	usleep 500000
	[ $(pinned) -gt 2000 ] && break
done
measure while
kill -9 $!
wait $!
measure after
in-guest -- echo alive
dmesg
"""
result = vm("--in=host", "--mem=384", "--timeout=900", "--", "sh", "-c", script, timeout=920)
output = result.out.decode("latin-1")
lines = output.split("\n")
measured = {}
for line in lines:
    words = line.split()
    if words[:1] == ["measure"]:
        measured[words[1]] = [int(n) for n in words[2:]]


def at(name):
    expect(name in measured, "the Host did not get to it:", result)
    return measured[name]


def check_freed(before, after):
    (pins, free, kernel), (pins2, free2, kernel2) = at(before), at(after)
    expect(pins2 == 0, pins2, "pages are still pinned")
    expect(free - free2 <= SLACK_PAGES * 4, free - free2, "KiB fewer are free")
    expect(kernel2 - kernel <= SLACK_PAGES * 4, "the kernel holds", kernel2 - kernel, "KiB more")
    return "%+d KiB free, %+d KiB held" % (free2 - free, kernel2 - kernel)


@check("a Launcher that runs holds pinned pages (or these tests measure nothing)")
def _():
    expect(at("while")[0] > 1000, at("while"))
    expect(at("tiny")[1] - at("while")[1] > 4000, at("tiny"), at("while"))
    return "%d pages" % at("while")[0]


@check("%d Launchers are killed at random moments: all is given back" % ROUNDS)
def _():
    killed = lines.count("killed") - TINY_ROUNDS
    note = check_freed("before", "guests")
    expect(killed == ROUNDS, "only", killed, "were killed before their end")
    return note


@check("%d tiny Guests are killed: all is given back" % TINY_ROUNDS)
def _():
    return check_freed("guests", "tiny")


@check("a Guest is killed at its work: all is given back")
def _():
    return check_freed("tiny", "after")


@check("afterwards a Guest runs")
def _():
    expect("alive" in lines and result.status == 0, result)


@check("the Host's dmesg has nothing to complain of")
def _():
    expect_well(output)

finish()
