#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Disks: what fio, mkfs and fsck make of them, and what happens when they fail.

All of it in one boot of the Host. First fio natively, then a Guest with nine
disks of all kinds, whose Launcher (tests/machine/shaky.c) counts what was to
last and lets some of them hang; then more Guests: one with thirty disks, one
whose disk shrinks, one whose Launcher is killed, one whose disk is taken away.
"""
import os
import re
import struct
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), HERE]
import inner  # noqa: E402
from checks import check, expect, finish, vm  # noqa: E402

MIB = 1 << 20
MARK = "=====block===== "
MANY = 30

# --- What fio does: each job has a part of the disk for itself

def fio_jobs():
    jobs, at = [], 0
    for how in ("write", "randwrite"):
        for size, sum_mib in (("4k", 1), ("64k", 4), ("1m", 8)):
            for depth in (1, 32) if size != "64k" else (8,):
                jobs.append("[%s-%s-%d]\nrw=%s\nbs=%s\niodepth=%d\nsize=%dm\noffset=%dm\n" % (
                    how, size, depth, how, size, depth, sum_mib, at))
                at += sum_mib
    jobs.append("[buffered]\nioengine=psync\ndirect=0\nfsync=8\nrw=randwrite\nbs=16k\nsize=2m\n"
                "offset=%dm\n" % at)
    head = "[global]\nioengine=libaio\ndirect=1\nverify=crc32c\nverify_fatal=1\nstonewall\n"
    return head + "".join(jobs), len(jobs), at + 2


JOBS, NR_JOBS, FIO_MIB = fio_jobs()

IN_GUEST = r"""
say() { echo "%(mark)s$*"; }
fio_says() { cut -d';' -f3,5; }
say guest-fio
cat > /tmp/jobs
fio --minimal --filename=/dev/lgba /tmp/jobs 2>&1 | fio_says

say guest-fs
mkdir /mnt
mkfs.ext4 -q /dev/lgbb 2>&1 && mount -t ext4 /dev/lgbb /mnt && mkdir /mnt/some && cp -a /usr/bin /lib /mnt/some
rm /mnt/some/bin/traps; fstrim /mnt 2>&1
(cd /mnt/some && find . -type f | sort | xargs md5sum) > /tmp/sums
cp /tmp/sums /mnt/sums
umount /mnt && e2fsck -fn /dev/lgbb > /dev/null 2>&1; echo "fsck $?"
mount -t ext4 -o ro /dev/lgbb /mnt && cd /mnt/some && md5sum -c /tmp/sums > /dev/null && echo "sums $(wc -l < /tmp/sums)"
cd /; umount /mnt

say guest-ro
cat /sys/block/lgbc/ro
dd if=/dev/zero of=/dev/lgbc bs=4096 count=1 conv=notrunc 2>&1 | grep error
md5sum < /dev/lgbc

say guest-huge
blockdev --getsize64 /dev/lgbd
echo the very end | dd of=/dev/lgbd bs=512 seek=$(( (3 << 31) - 1)) conv=sync,notrunc 2>/dev/null
fio --minimal --name=far --filename=/dev/lgbd --ioengine=libaio --direct=1 --iodepth=16 --rw=randwrite \
	--bs=8k --offset=2500g --size=1m --verify=crc32c 2>&1 | fio_says

say guest-full
fio --minimal --name=full --filename=/dev/lgbe --direct=1 --rw=write --bs=256k --size=16m 2>/dev/null | grep "^3;" | fio_says
dd if=/dev/lgbe of=/dev/null bs=1M iflag=direct 2>/dev/null; echo "after $?"

say guest-holes
blkdiscard -o 1048576 -l 1048576 /dev/lgbf 2>&1
disk zero /dev/lgbf 2097152 1048576 2>&1
disk punch /dev/lgbf 3145728 1048576 2>&1
disk zero /dev/lgbf 5242880 512 2>&1

say guest-last
cat /sys/block/lgbg/queue/write_cache /sys/block/lgbg/queue/fua
count() { dd if=/dev/zero of=/dev/lgbg bs=4096 count=$1 conv=fsync 2>/dev/null; }
for i in 1 2 3 4 5; do count 4; done
fio --minimal --name=fua --filename=/dev/lgbg --direct=1 --sync=dsync --rw=write --bs=4k --size=32k 2>&1 | fio_says

say guest-few
irqs() { awk "/$(basename $(readlink /sys/block/lgbi/device))\$/ { print \$2 }" /proc/interrupts; }
calls() { cut -c1-9 /sys/block/lgbi/stat; }
before=$(irqs) did=$(calls)
fio --minimal --name=slow --filename=/dev/lgbi --direct=1 --ioengine=libaio --iodepth=32 --iodepth_batch=16 \
	--rw=randread --bs=4k --offset=1m --size=2m 2>&1 | fio_says
echo "few $(($(irqs) - before)) $(($(calls) - did))"

say guest-hang
dd if=/dev/lgbh of=/tmp/never bs=4096 skip=256 count=1 iflag=direct 2>/dev/null & first=$!
dd if=/dev/lgbh of=/dev/null bs=4096 count=1 skip=300 iflag=direct 2>/dev/null & second=$!
sleep 1
dd if=/dev/lgbh bs=4096 count=1 iflag=direct 2>/dev/null | wc -c
dd if=/dev/lgbb of=/dev/null bs=1M iflag=direct 2>&1 | grep -c out
kill -0 $first && kill -0 $second && echo "alive $(wc -c < /tmp/never)"

say guest-log
dmesg
"""

SCRIPT = r"""
say() { echo "%(mark)s$*"; }
fio_says() { cut -d';' -f3,5; }
cat > /tmp/jobs
cat /boot/guest.img /boot/disk.cpio > /tmp/guest.img
cd /tmp
with() { # FILE...: a Launcher with these disks is /tmp/with
	echo '#!/bin/sh' > /tmp/with
	echo "SHAKY=/tmp/count exec ${launcher:-lguest} $(printf -- '--block=%%s ' "$@") \"\$@\"" >> /tmp/with
	chmod +x /tmp/with
}
try() { in-guest --launcher=/tmp/with --initrd=/tmp/guest.img --mem=96 --timeout=500 -- "$@"; }
blocks() { stat -c %%b $1; }
ones() { tr '\0' '\377' < /dev/zero | dd bs=1M count=$1 iflag=fullblock 2>/dev/null; }

say host-fio
truncate -s %(fio)dM native
fio --minimal --filename=/tmp/native jobs 2>&1 | fio_says
rm native

mkdir small; mount -t tmpfs -o size=8M small small
truncate -s %(fio)dM fio; truncate -s 64M fs; truncate -s 3072G huge; truncate -s 16M small/full
dd if=/dev/urandom of=ro bs=1M count=2 2>/dev/null
ones 6 > holes
truncate -s 8M last; truncate -s 4M hang; truncate -s 4M slow
say image-ro; md5sum < ro
launcher=/usr/lib/shaky/lguest
with fio fs ro,ro huge small/full holes last hang slow
try sh -c "$GUEST" < jobs 2>&1
say status $?

say image-fio
fio --minimal --verify_only --filename=/tmp/fio jobs 2>&1 | fio_says
say image-fs
e2fsck -fn fs > /dev/null 2>&1; echo "fsck $?"
mkdir m; mount -o loop,ro -t ext4 fs m && cd m/some && md5sum -c ../sums > /dev/null && echo "sums $(wc -l < ../sums)"
cd /tmp; umount m
say image-ro-after; md5sum < ro
say image-huge; tail -c 512 huge; stat -c %%s huge
say image-full; stat -c %%s small/full; df -k small | tail -n 1 | awk '{ print $4 }'
say image-holes; blocks holes; hexdump -v -e '1/1 "%%02x" "\n"' holes | uniq -c
say image-last; hexdump -v -e '1/4 "%%d "' count
umount small; rm fio fs huge holes last ro

say many
launcher=lguest
i=0; set --
while [ $i -lt %(many)d ]; do
	{ echo disk number $i; } > many$i; truncate -s $((i + 1))M many$i
	set -- "$@" many$i; i=$((i + 1))
done
# A table of partitions: the first from sector 8, 16 long.
printf '\200\0\0\0\203\0\0\0\10\0\0\0\20\0\0\0' | dd of=many0 bs=1 seek=446 conv=notrunc 2>/dev/null
printf '\125\252' | dd of=many0 bs=1 seek=510 conv=notrunc 2>/dev/null
with "$@"
try sh -c 'for d in $(ls -rt /sys/block | grep lgb); do
	echo $d $(cat /sys/block/$d/size /sys/block/$d/serial) $(head -c 64 /dev/$d | head -n 1 | tr -d "\0"); done
	grep lgba /proc/partitions' 2>&1

say shrinks
ones 16 > shrinks; with shrinks; rm -f in; mkfifo in
try sh -c 'dd if=/dev/zero of=/dev/lgba bs=4096 count=1 conv=notrunc,fsync 2>/dev/null
	read go
	for at in 1 14; do
		dd if=/dev/lgba of=/dev/null bs=1M count=1 skip=$at iflag=direct 2>/dev/null; echo "read $at: $?"
		dd if=/dev/zero of=/dev/lgba bs=1M count=1 seek=$at oflag=direct conv=notrunc 2>/dev/null; echo "write $at: $?"
		disk zero /dev/lgba $((at << 20)) 1048576 2>/dev/null; echo "zero $at: $?"
	done' < in 2>&1 &
exec 3> in
while [ "$(head -c 1 shrinks | hexdump -e '1/1 "%%d"')" = 255 ]; do sleep 0.1; done
truncate -s 10M shrinks; echo go >&3; exec 3>&-
wait $!
say shrunk; stat -c %%s shrinks

say words
: > empty; echo abc > odd; mkfifo pipe
for word in nosuch /tmp /dev/null pipe ,ro empty odd; do lguest --block=$word 16 /etc/role < /dev/null 2>&1; done

say locked
ones 1 > one
lguest --block=one --block=one 16 /boot/bzImage < /dev/null 2>&1
with shrinks; rm -f in; mkfifo in
try sh -c 'read go' < in > /dev/null 2>&1 &
exec 3> in
until grep -q FLOCK /proc/locks; do sleep 0.1; done	# to ask lguest would take the lock
lguest --block=shrinks 16 /etc/role < /dev/null 2>&1
lguest --block=shrinks,ro 16 /etc/role < /dev/null 2>&1
lguest --block=one,ro --block=one,ro 16 /etc/role < /dev/null 2>&1
echo go >&3; exec 3>&-
wait $!

say killed
truncate -s 48M killed; with killed
mkfs.ext4 -q killed 2>&1
try sh -c 'mkdir /mnt; mount -t ext4 /dev/lgba /mnt; i=0
	while :; do i=$((i + 1)); dd if=/dev/urandom of=/mnt/f$((i %% 50)) bs=64k count=3 2>/dev/null; sync; done' < /dev/null > /dev/null 2>&1 &
until [ $(blocks killed) -gt 20000 ]; do sleep 0.1; done
for p in /proc/[0-9]*; do
	[ "$(cat $p/comm)" = lguest ] && kill -9 ${p#/proc/}
done
wait $!
e2fsck -p killed > /dev/null 2>&1; echo "journal $(($? < 2))"
e2fsck -fn killed > /dev/null 2>&1; echo "fsck $?"
try sh -c 'mkdir /mnt; mount -t ext4 /dev/lgba /mnt && ls /mnt | grep -c f' 2>&1

say gone
launcher=/usr/lib/shaky/lguest
truncate -s 8M gone; truncate -s 4M stays; with gone stays
try sh -c 'device() { basename $(readlink /sys/block/$1/device); }; was=$(device lgba)
	mkdir /mnt; mkfs.ext4 -q /dev/lgba; mount -t ext4 /dev/lgba /mnt; echo x > /mnt/x
	dd if=/dev/lgba of=/dev/null bs=4096 count=1 skip=512 iflag=direct 2>/dev/null; echo "read $?"
	# The Guest hears of it by an interrupt, and takes the disk off in its own time.
	i=0; while [ -e /sys/block/lgba -o -e /sys/bus/lguest/devices/$was ] && [ $i -lt 3000 ]; do usleep 10000; i=$((i + 1)); done
	ls /sys/block | grep lgb; ls /sys/bus/lguest/devices | grep -c $was
	(echo y > /mnt/y && sync -f /mnt/y) 2>/dev/null; umount /mnt; echo "umount $?"
	dd if=/dev/lgbb of=/dev/null bs=1M 2>/dev/null; echo "other $?"
	other=$(device lgbb); cd /sys/bus/lguest/drivers/block; echo $other > unbind; ls /sys/block | grep -c lgb
	echo $other > bind; dd if=/dev/lgba of=/dev/null bs=1M 2>/dev/null; echo "again $?"
	dmesg | grep -E "BUG|WARN|Oops|hung"' 2>&1

say log; dmesg
"""


@check("fio and e2fsprogs are there")
def _():
    global image
    image = inner.host_image("disk", "inner-disk", (
        "usr/bin/fio", "sbin/mkfs.ext4", "sbin/e2fsck"))
    return "%d MiB" % (os.path.getsize(image) / MIB)
if "image" not in globals():
    finish()

fields = {"mark": MARK, "fio": FIO_MIB, "many": MANY}
guest = (IN_GUEST % fields).replace("'", "'\\''")
result = vm("--in=host", "--timeout=900", "--mem=1024", "--smp=2", "--initrd=" + image, "--", "sh", "-c",
            "GUEST='%s'\n%s" % (guest, SCRIPT % fields), stdin=JOBS.encode(),
            timeout=910)
parts = {}
for part in result.out.decode("latin-1").split(MARK)[1:]:
    name, _, body = part.partition("\n")
    parts[name] = body.strip("\n").split("\n")


def got(name):
    expect(name in parts, "it was not reached:", result)
    return parts[name]


def same(name, *lines):
    expect(got(name) == list(lines), name, "says", *got(name))


for where, name in (("natively", "host-fio"), ("in the Guest", "guest-fio"),
                    ("in the Host, of what the Guest wrote", "image-fio")):
    @check("fio verifies %s" % where)
    def _():
        lines = got(name)
        expect(len(lines) == NR_JOBS and all(l.endswith(";0") for l in lines), *lines)
        return "%d jobs, %d MiB" % (NR_JOBS, FIO_MIB)


@check("a file system made in the Guest is sound, in the Guest and in the Host")
def _():
    sums = got("guest-fs")[-1]
    same("guest-fs", "fsck 0", sums)
    expect(re.fullmatch(r"sums [1-9]\d*", sums), sums)
    same("image-fs", "fsck 0", sums)
    return "%s files" % sums[5:]


@check("a disk for reading only is not written to")
def _():
    lines = got("guest-ro")
    expect(lines[0] == "1" and "error" in lines[1] and len(lines) == 3, *lines)
    expect([lines[2]] == got("image-ro") == got("image-ro-after"), lines[2], *got("image-ro"))


@check("a disk of 3 TiB")
def _():
    same("guest-huge", "3298534883328", "far;0")
    lines = got("image-huge")
    expect(lines[0].startswith("the very end") and lines[-1].endswith("3298534883328"), *lines)


@check("a full file system of the Host is ENOSPC in the Guest")
def _():
    same("guest-full", "full;28", "after 0")
    same("image-full", "16777216", "0")


@check("discard and zeroes arrive in the file")
def _():
    expect(got("guest-holes") == [""], *got("guest-holes"))
    blocks, *runs = got("image-holes")
    expect([r.split() for r in runs] == [
        [str(MIB), "ff"], [str(3 * MIB), "00"], [str(MIB), "ff"], ["512", "00"],
        [str(MIB - 512), "ff"]], *runs)
    # A tmpfs cannot keep room: all that was asked for is holes.
    expect(int(blocks) <= 4 * MIB / 512, blocks)


@check("what is to last reaches the Host's disk")
def _():
    same("guest-last", "write back", "1", "fua;0")
    flushes, dsyncs = map(int, got("image-last")[0].split())
    expect(flushes >= 5, flushes, "flushes")
    expect(dsyncs >= 8, dsyncs, "writes that are to last")
    return "%d flushes, %d writes" % (flushes, dsyncs)


@check("many results, few interrupts")
def _():
    expect(got("guest-few")[0] == "slow;0", *got("guest-few"))
    irqs, requests = map(int, got("guest-few")[1].split()[1:])
    expect(requests == 512 and 0 < irqs < requests, irqs, requests)
    return "%d interrupts for %d requests" % (irqs, requests)


@check("a disk that hangs stops neither the console nor the others")
def _():
    same("guest-hang", "4096", "1", "alive 0")
    expect("status 0" in parts, result)


@check("the Guest's kernel has no complaint")
def _():
    bad = [l for l in got("guest-log") if re.search(r"BUG|WARN|Oops|hung|lockup", l)]
    expect(not bad, *bad)
    expect(any("I/O error" in l or "critical space" in l for l in got("guest-log")), "no error at all")


@check("%d disks, beyond lgbz, each with its own size, name and bytes" % MANY)
def _():
    letters = [chr(97 + i) for i in range(26)] + ["a" + chr(97 + i) for i in range(MANY - 26)]
    wanted = ["lgb%s %d many%d disk number %d" % (letter, (i + 1) * 2048, i, i)
              for i, letter in enumerate(letters)]
    lines = got("many")
    expect(sorted(l for l in lines if l.startswith("lgb")) == sorted(wanted), *lines)
    expect(any(re.fullmatch(r" *259 +\d+ +8 lgba1", l) for l in lines), "no partition:", *lines)


@check("a disk that shrinks: errors behind its end, and it does not grow")
def _():
    same("shrinks", "read 1: 0", "write 1: 0", "zero 1: 0", "read 14: 1", "write 14: 1",
         "zero 14: 1")
    same("shrunk", "10485760")


@check("bad words behind --block: one clear line each")
def _():
    same("words", *("lguest: " + line for line in (
        "nosuch: No such file or directory", "/tmp: Is a directory",
        "/dev/null: neither a file nor a block device", "pipe: neither a file nor a block device",
        "--block: the name of a file is missing", "empty: it is empty",
        "odd: 4 bytes are not a whole number of sectors (truncate -s %512 mends it)")))


@check("two that write to one image: one clear line")
def _():
    in_use = "lguest: %s: in use already, by another Guest or twice by this one"
    same("locked", in_use % "one", in_use % "shrinks", in_use % "shrinks", got("locked")[-1])
    # Two readers are welcome; what stops them is that this is no kernel.
    expect("/etc/role" in got("locked")[-1], *got("locked"))


@check("the Launcher is killed while the Guest writes: the journal recovers")
def _():
    lines = got("killed")
    expect(lines[:2] == ["journal 1", "fsck 0"] and int(lines[2]) > 0, *lines)
    return "%s files" % lines[2]


@check("a disk is taken away: errors, and it is gone; a driver comes back")
def _():
    same("gone", "read 1", "lgbb", "0", "umount 0", "other 0", "0", "again 0")


@check("the Host's log has no complaint")
def _():
    bad = [l for l in got("log") if re.search(r"BUG|WARN|Oops|hung|lockup", l)]
    expect(not bad, *bad)

finish()
