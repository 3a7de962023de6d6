#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""32 Guests of 16 MiB at once, on a Host with four processors and 1 GiB.

One boot of the Host. Each Guest computes something of its own; a shuffler moves
all the Launchers from processor to processor meanwhile.
"""
import shlex
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from sections import SMALL_INITRD, parse, script

GUESTS = 32
WORK = r"""
seed=%d
seq $seed $((seed + 3000)) | md5sum
i=0; while [ $i -lt 20 ]; do sh -c 'echo $(($1 * $2))' x $seed $i; i=$((i + 1)); done | md5sum
seq 1 $((500 * seed)) > /tmp/x; gzip -1 < /tmp/x | gunzip | cmp - /tmp/x && md5sum < /tmp/x
awk "BEGIN { for (i = 0; i < 5000; i++) s += i * $seed %% 7 / 3; print s }"
"""


def work(seed):
    return script((("work", WORK % seed),))


SHUFFLE = r"""
while [ ! -e /tmp/arrived ]; do
	for pid in $(pidof lguest); do
		turn=$(((turn + 1) % 4))
		taskset -p $((1 << turn)) $pid
		n=$((n + 1))
	done
	set -- $(ls /sys/kernel/debug/lguest | wc -l)
	[ $1 -gt ${most:-0} ] && most=$1
	echo "$n $most" > /tmp/moves.new && mv /tmp/moves.new /tmp/moves
	usleep 5000
done > /dev/null 2>&1 &
"""
commands = [SMALL_INITRD]
commands += ["sh -c %s 2>&1 | stamp > /tmp/host%d" % (shlex.quote(work(seed)), seed)
             for seed in range(1, GUESTS + 1)]
commands += [SHUFFLE, "waitfor="]
commands += ["{ in-guest --timeout=400 --mem=16 --initrd=/tmp/small.img -- sh -c %s > /tmp/raw%d 2>/tmp/err%d;"
             " echo $? > /tmp/status%d; } & waitfor=\"$waitfor $!\""
             % (shlex.quote(work(seed)), seed, seed, seed) for seed in range(1, GUESTS + 1)]
commands += ["wait $waitfor; touch /tmp/arrived; wait",
             "for i in $(seq 1 %d); do" % GUESTS,
             "	stamp < /tmp/raw$i > /tmp/guest$i; cat /tmp/err$i >&2",
             "	echo \"@@@@ host$i\"; cat /tmp/host$i; echo",
             "	echo \"@@@@ guest$i\"; cat /tmp/guest$i; echo; echo \"@@@@ status$i\"; cat /tmp/status$i",
             "done",
             "echo '@@@@ moves'; cat /tmp/moves",
             "echo '@@@@ dmesg'; dmesg; echo '@@@@ end'"]
result = vm("--in=host", "--smp=4", "--cpu=max,-smap,vendor=GenuineIntel", "--mem=1024", "--timeout=600", "--",
            "sh", stdin="\n".join(commands).encode() + b"\n", timeout=620)
parts = parts_of(result.out)


@check("%d Guests at once, all of them answer as the Host does" % GUESTS)
def _():
    expect("end" in parts, result)
    answers = set()
    for seed in range(1, GUESTS + 1):
        native = parse(parts["host%d" % seed])["work"]
        expect(native.status == 0 and len(native.lines) == 4, native.text)
        inside = parse(parts["guest%d" % seed]).get("work")
        expect(inside and inside.status == 0, "Guest", seed, inside and inside.text, result)
        expect(inside.lines == native.lines, "Guest", seed, [
            (a, b) for a, b in zip(native.lines, inside.lines) if a != b][:1])
        expect(parts["status%d" % seed].strip() == b"0", parts["status%d" % seed])
        answers.add(inside.text)
    expect(len(answers) == GUESTS, "only", len(answers), "different answers")


@check("there were %d of them, and they moved" % GUESTS)
def _():
    moves, most = (int(n) for n in parts["moves"].split())
    expect(most == GUESTS, "at most", most, "at once")
    expect(moves > 4 * GUESTS, "only", moves, "moves")
    return "%d moves" % moves


@check("the Host's dmesg has nothing to complain of")
def _():
    log = parts["dmesg"].decode("latin-1")
    expect_well(log)
    expect("Out of memory" not in log)

finish()
