#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The Host as a module: a hundred times loaded, used and unloaded.

Then what happens to it when processors come and go.
"""
from debugging import *

ROUNDS = 100
SLACK_KIB = 300         # less than a page a round

SCRIPT = r"""
[ -c /dev/lguest ] && say loaded
tiny() { lguest 16 /boot/hostile/many-calls 200 > /dev/null 2>&1 < /dev/null; }
cycle()
{
	rmmod lg && [ ! -e /dev/lguest ] && insmod /lib/lg.ko && tiny
}
bad=
for i in $(seq 5); do cycle || bad="$bad warm-up-$i"; done
leaks_begin
say before; state
for i in $(seq %(rounds)d); do
	cycle || bad="$bad $i"
	[ $((i %% 50)) = 0 ] && [ "$(in-guest --mem=64 -- echo $i)" != $i ] && bad="$bad guest-$i"
done
say after; state
say rounds "$bad"
say busy
exec 3< /dev/lguest
rmmod lg 2>&1
exec 3<&-
say leaks; leaks

# A processor goes away while it has a Guest in its slot, and the Guest dies.
cpu=/sys/devices/system/cpu/cpu1/online
bad=
for i in $(seq 10); do
	taskset 2 lguest 16 /boot/hostile/storm > /dev/null 2>&1 < /dev/null &
	usleep 100000
	echo 0 > $cpu || bad="$bad off-$i"
	usleep 50000
	kill -9 $!
	wait
	# Its pages have gone to somebody.
	dd if=/dev/urandom of=/tmp/filler bs=64k count=4 2>/dev/null
	echo 1 > $cpu || bad="$bad on-$i"
	taskset 2 lguest 16 /boot/hostile/many-calls 2000 > /dev/null 2>&1 < /dev/null ||
		bad="$bad guest-$i"
	# Away and back: the same Guest goes on.
	taskset 3 lguest 16 /boot/hostile/many-calls 60000 > /dev/null 2>&1 < /dev/null &
	usleep 50000
	echo 0 > $cpu; echo 1 > $cpu
	wait $! || bad="$bad same-$i"
	rm /tmp/filler
done
say processors "$bad"
rmmod lg && insmod /lib/lg.ko
say good "$(taskset 2 in-guest --mem=64 -- echo the good Guest)"
report
""" % {"rounds": ROUNDS}

build()
parts, result = run(SCRIPT, "--smp=2")


@check("the Host is a module, and loads at boot")
def _():
    part(parts, result, "loaded")


@check("it is loaded, used and unloaded %d times" % ROUNDS)
def _():
    expect(part(parts, result, "rounds")[0] == "", "failed:", parts["rounds"][0])


@check("it cannot be unloaded while somebody has it open")
def _():
    expect("busy" in part(parts, result, "busy")[1] or
           "unavailable" in parts["busy"][1], parts["busy"][1])


@check("processors come and go under Guests")
def _():
    expect(part(parts, result, "processors")[0] == "", "failed:", parts["processors"][0])


conclude(parts, result, SLACK_KIB)
