#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A Guest that restarts is started again, hundreds of times in a row, and nothing leaks.

First by the Host alone (tests/guest/again.c is a Launcher of its own): a few bytes
of Guest, the wrong moments, and a crowd of threads. Then the Launcher with a Guest
that does nothing but restart (tests/hostile/images/restart.S), looked at while it
does. Then Linux: it counts its starts on a disk, which it also writes to at the
very moment at which it restarts.
"""
import re
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

TINY, LIVES, ROUNDS = 500, 5, 300
SLACK_PAGES = 100

SCRIPT = r"""
say() { echo "@@@@ $*"; }
pins() { cat /proc/sys/vm/stat_refresh; awk '/nr_foll_pin/ { n += $1 ~ /acquired/ ? $2 : -$2 } END { print n }' /proc/vmstat; }
kernel() { awk '/^(PageTables|SUnreclaim|KernelStack|Percpu):/ { n += $2 } END { print n }' /proc/meminfo; }
say tiny; again %(tiny)d; pins
say wrong; again wrong; pins
say crowd; again crowd; pins; ls /sys/kernel/debug/lguest

look()
{
	say $1
	echo "pins $(pins)"; echo "kernel $(kernel)"; echo "fds $(ls /proc/$pid/fd | wc -l)"; echo "starts $(grep -c again /tmp/err)"
	awk '/^(Threads|VmSize|RssAnon):/ { print tolower($1), $2 }' /proc/$pid/status | tr -d :
}
truncate -s 8M /tmp/disk; printf '0   ' | dd of=/tmp/disk conv=notrunc 2>/dev/null
before=$(pins)
lguest --verbose --rng --block=/tmp/disk --tunnet=192.168.7.1 16 /boot/hostile/restart < /dev/zero > /dev/null 2> /tmp/err &
pid=$!
for n in 30 %(rounds)d; do
	until [ $(grep -c again /tmp/err) -ge $n ] || ! kill -0 $pid; do usleep 50000; done
	look round-$n
done
kill -9 $pid; wait $pid; status=$?
say rounds; echo "status $status"; echo "pins $(($(pins) - before))"; ls /sys/kernel/debug/lguest | wc -l

mkdir -p /tmp/told/bin /tmp/told/dev /tmp/told/proc /tmp/told/sys
cd /tmp/told
cp /bin/busybox bin
cat > init <<'END'
#!/bin/busybox sh
export PATH=/bin
busybox mount -t devtmpfs dev /dev
n=$(($(busybox head -c 4 /dev/lgba) + 1))
printf '%%-4d' $n | busybox dd of=/dev/lgba conv=notrunc,fsync 2>/dev/null
[ -e /been-here ] && echo "been here"
> /been-here
echo "life $n"
if [ $n = 2 ] || [ $n = %(lives)d ]; then read -r word; echo "heard $word"; fi
[ $n = %(lives)d ] && exec busybox poweroff -f
busybox dd if=/dev/zero of=/dev/lgba bs=64k seek=1 count=100 oflag=direct 2>/dev/null &
busybox reboot -f
END
chmod +x init
mknod dev/console c 5 1
find . | cpio -o -H newc > /tmp/told.img 2>/dev/null
cd /; rm -r /tmp/told
mkfifo /tmp/to
lguest --rng --block=/tmp/disk --tunnet=192.168.7.1 --initrd=/tmp/told.img 24 /boot/bzImage console=hvc0 rootfstype=ramfs \
	quiet loglevel=1 < /tmp/to > /tmp/out 2> /tmp/err &
pid=$!
exec 3> /tmp/to
for life in 2 %(lives)d; do
	until grep -q "life $life" /tmp/out 2>/dev/null || ! kill -0 $pid; do usleep 100000; done
	echo "on $life" >&3
done
wait $pid; status=$?
say linux; echo "status $status"; tr -d '\r' < /tmp/out; cat /tmp/err; echo "pins $(($(pins) - before))"
exec 3>&-

rm /tmp/out; printf '1   ' | dd of=/tmp/disk conv=notrunc 2>/dev/null
lguest --block=/tmp/disk --initrd=/tmp/told.img 24 /boot/bzImage console=hvc0 rootfstype=ramfs quiet < /tmp/to > /tmp/out 2> /tmp/err &
pid=$!
exec 3> /tmp/to
until grep -q "life 2" /tmp/out 2>/dev/null || ! kill -0 $pid; do usleep 100000; done
truncate -s 4096 /tmp/told.img
echo on >&3
wait $pid; status=$?
say shrinks; echo "status $status"; cat /tmp/err
say log; dmesg
"""

result = vm("--in=host", "--smp=2", "--timeout=900", "--", "sh", "-c",
            SCRIPT % {"tiny": TINY, "lives": LIVES, "rounds": ROUNDS}, timeout=920)
parts = {}
for part in result.out.decode("latin-1").split("@@@@ ")[1:]:
    name, _, text = part.partition("\n")
    parts[name] = text.strip()


def part(name):
    expect(name in parts, "it did not get to", name, result)
    return parts[name]


for name in ("tiny", "wrong", "crowd"):
    said = [l for l in parts.get(name, "").split("\n") if re.match("(not )?ok ", l)]
    for line in said or ["not ok %s: it did not get there: %s" % (name, result)]:
        @check(line.split("ok ", 1)[1].split(": ")[0] if not said else line.split("ok ", 1)[1])
        def _():
            expect(line.startswith("ok "), line)


@check("no page of theirs is still pinned, no Guest is left")
def _():
    for name in ("tiny", "wrong", "crowd"):
        expect(part(name).split("\n")[-1] == "0", name, part(name))


def facts(n):
    return {l.split()[0]: int(l.split()[1]) for l in part("round-%d" % n).split("\n")}


@check("the Launcher starts a Guest that does nothing else %d times and more" % ROUNDS)
def _():
    expect(facts(ROUNDS)["starts"] >= ROUNDS, facts(ROUNDS))
    expect(part("rounds").split("\n") == ["status 137", "pins 0", "0"], part("rounds"))
    return "%d" % facts(ROUNDS)["starts"]


@check("as many descriptors, threads, addresses in the end as in the beginning")
def _():
    first, last = facts(30), facts(ROUNDS)
    for name in ("fds", "threads", "vmsize"):
        expect(last[name] == first[name], name, first[name], "and then", last[name])
    return "%d descriptors, %d threads" % (last["fds"], last["threads"])


@check("as many pinned pages, and as much of the Host's memory, give or take a little")
def _():
    first, last = facts(30), facts(ROUNDS)
    for name, slack in (("pins", SLACK_PAGES), ("kernel", 4 * SLACK_PAGES), ("rssanon", 4 * SLACK_PAGES)):
        expect(last[name] - first[name] <= slack, name, first, last)
    return "%+d pages, %+d KiB" % (last["pins"] - first["pins"], last["kernel"] - first["kernel"])


@check("Linux starts %d times, in fresh memory, on the same disk; then it powers off" % LIVES)
def _():
    lines = part("linux").split("\n")
    expect(lines[0] == "status 0", *lines[-5:])
    lives = [l for l in lines if l.startswith("life ")]
    expect(lives == ["life %d" % n for n in range(1, LIVES + 1)], *lives[-3:])
    expect("been here" not in lines, "its memory was not fresh")
    expect("heard on %d" % LIVES in lines, "its keyboard is gone")
    expect(not [l for l in lines if l.startswith("lguest: ")], *lines[-3:])
    expect(lines[-1] == "pins 0", lines[-1])


@check("a file that shrinks is a clear end, when the Guest wants to start again")
def _():
    status, *lines = part("shrinks").split("\n")
    expect(status == "status 1" and len(lines) == 1 and "shorter than it was" in lines[0], status, *lines)


@check("the Host's dmesg has nothing to complain of")
def _():
    for word in ("WARNING:", "BUG:", "Oops", "Call Trace", "INFO: rcu", "Bad page"):
        expect(word not in part("log"), [l for l in part("log").split("\n") if word in l][:1])

finish()
