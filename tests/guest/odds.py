#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Odds and ends: restart and power-off, the log of a boot, a limit on memory.

One boot of the Host. The Launcher is started by hand here, with an initramfs
whose first program does what it is told on its console.
"""
import re
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *

RESTARTS = 3
SCRIPT = r"""
say() { echo "@@@@ $1"; }
mkdir -p /tmp/told/bin /tmp/told/dev /tmp/told/proc
cd /tmp/told
cp /bin/busybox bin
cat > init <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
echo "args: $(cat /proc/cmdline)"
echo "uptime: $(cut -d . -f 1 /proc/uptime)"
[ -e /been-here ] && echo "been here"
touch /been-here
echo ready
read -r what
echo "told: $what"
$what -f
END
chmod +x init
mknod dev/console c 5 1
find . | cpio -o -H newc > /tmp/told.img 2>/dev/null
cd /
mkfifo /tmp/to
lguest --initrd=/tmp/told.img 32 /boot/bzImage console=hvc0 rootfstype=ramfs quiet loglevel=1 panic=-1 \
	word-of-mine=7 < /tmp/to > /tmp/out 2>/tmp/err &
pid=$!
exec 3> /tmp/to
n=0
while [ $n -le %(restarts)d ]; do
	n=$((n + 1))
	patience=600
	until [ $(grep -c ready /tmp/out) -ge $n ] || [ $patience -eq 0 ]; do
		usleep 100000; patience=$((patience - 1))
	done
	[ $n -le %(restarts)d ] && echo reboot >&3 || echo poweroff >&3
done
wait $pid; status=$?
say restart; echo "status $status"; tr -d '\r' < /tmp/out; cat /tmp/err
exec 3>&-
say dmesg; in-guest --mem=64 --timeout=60 -- dmesg 2>&1

pins() { cat /proc/sys/vm/stat_refresh; awk '/nr_foll_pin/ { n += $1 ~ /acquired/ ? $2 : -$2 } END { print n }' /proc/vmstat; }
chmod 666 /dev/lguest
echo 'somebody:x:1000:1000::/:/bin/sh' >> /etc/passwd
echo 'somebody:x:1000:' >> /etc/group
say limit; before=$(pins)
(ulimit -l 8192; exec start-stop-daemon -S -c somebody:somebody -x /bin/lguest -- --initrd=/tmp/told.img 32 \
	/boot/bzImage console=hvc0 quiet) < /dev/null > /tmp/out 2>/tmp/err
echo "status $? pins $before $(pins)"; ls /sys/kernel/debug/lguest; cat /tmp/err
(ulimit -l 65536; echo poweroff | start-stop-daemon -S -c somebody:somebody -x /bin/lguest -- --initrd=/tmp/told.img 32 \
	/boot/bzImage console=hvc0 quiet) > /tmp/out 2>&1
say enough; echo "status $? pins $before $(pins)"; tr -d '\r' < /tmp/out
say log; dmesg
""" % {"restarts": RESTARTS}

result = vm("--in=host", "--", "sh", "-c", SCRIPT, timeout=320)
parts = texts_of(result.out)


def part(name):
    expect(name in parts, "it did not get to", name, result)
    return parts[name]


@check("a Guest that restarts %d times is the same each time, and then powers off" % RESTARTS)
def _():
    lines = part("restart").split("\n")
    expect(lines[0] == "status 0", *lines[:3])
    args = [l for l in lines if l.startswith("args: ")]
    expect(len(args) == RESTARTS + 1 and len(set(args)) == 1, args)
    expect("word-of-mine=7" in args[0] and "console=hvc0" in args[0], args[0])
    expect("been here" not in lines, "its memory was not fresh")
    told = [l for l in lines if l.startswith("told: ")]
    expect(told == ["told: reboot"] * RESTARTS + ["told: poweroff"], told)
    uptimes = [int(l.split()[1]) for l in lines if l.startswith("uptime: ")]
    expect(len(uptimes) == RESTARTS + 1, uptimes)
    expect(not [l for l in lines if l.startswith("lguest: ")], "the Launcher complains", lines[-2:])


@check("a Guest's log tells of its memory map, and whose it is")
def _():
    lines = [l for l in part("dmesg").split("\n") if "Launcher: [mem " in l]
    expect(lines and "usable" in lines[0], lines, part("dmesg")[:300])
    return lines[0].split("] ", 1)[-1]


@check("a kernel for many processors finds one, and does not complain")
def _():
    log = part("dmesg")
    expect(re.search(r"CPUs=1\b", log), "not in the log: CPUs=1")
    for word in ("MP-BIOS", "Failed", "failed", "not responding", "Unable", "WARNING", "unchecked"):
        expect(word not in log, [l for l in log.split("\n") if word in l][:1])


@check("over its limit of locked memory: one clear line, and all is given back")
def _():
    head, *lines = part("limit").split("\n")
    words = head.split()
    expect(words[1] == "1", head, *lines)
    expect(len(lines) == 1 and re.match(r"lguest: the Guest died: .*limit of locked memory$", lines[0]), lines)
    expect(words[3] == words[4], head)


@check("within its limit it runs, for an owner who is not root")
def _():
    head, *lines = part("enough").split("\n")
    words = head.split()
    expect(words[1] == "0" and "told: poweroff" in lines, head, *lines[-3:])
    expect(words[3] == words[4], head)


@check("the Host's dmesg has nothing to complain of")
def _():
    expect_well(part("log"))

finish()
