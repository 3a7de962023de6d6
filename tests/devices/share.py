#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Guests that share a wire: --sharenet, without the Launcher in between.

One boot of a Host with two processors. Each Guest runs a shell which gets its
commands through a pipe from the Host, so that nothing but the wire under test
is needed to talk to it. They come, talk, are killed in the middle, and others
take their places.
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from checks import *  # noqa: E402,F401,F403
from checks import BUILD, check, expect, failures, finish, vm  # noqa: E402
from inner import host_image  # noqa: E402

MARK = "=====share===== "
BIG = 200 << 20

# guest NAME NUMBER: it is 10.0.0.NUMBER, and waits for commands.
# on NAME COMMAND: runs it there, and prints what it said.
SCRIPT = r"""
say() { echo "MARK$*"; }
part() { say "$1"; shift; "$@" 2>&1; say "status $?"; }
n=0; trap "" PIPE
guest()
{
	printf '#!/bin/sh\nexec lguest --sharenet=/tmp/wire:02:00:00:00:00:0%s "$@"\n' $2 > /tmp/$1.sh
	chmod +x /tmp/$1.sh
	mkfifo /tmp/$1.in
	in-guest --mem=64 --timeout=800 --launcher=/tmp/$1.sh --initrd=/tmp/guest.img -- \
		sh < /tmp/$1.in > /tmp/$1.out 2> /tmp/$1.err &
	eval "pid_$1=$! fd_$1=$((2 + $2)); exec $((2 + $2))> /tmp/$1.in"
	on $1 "$www" > /dev/null
	on $1 "ifconfig eth0 10.0.0.$2 up; cat /sys/class/net/eth0/carrier"
}
# Each serves http://10.0.0.N/cgi-bin/noise?SEED-BYTES.
www='mkdir -p /tmp/www/cgi-bin; cp /boot/noise.cgi /tmp/www/cgi-bin/noise; chmod +x /tmp/www/cgi-bin/noise; httpd -h /tmp/www'
tell()
{
	n=$((n + 1))
	eval "printf '{ %s\n} 2>&1; echo; echo \"=done= %s \$?\"\n' \"\$2\" $n >&\$fd_$1"
}
answer()
{
	t=0
	until grep -q "^=done= $2 " /tmp/$1.out; do
		usleep 50000; t=$((t + 1)); eval "kill -0 \$pid_$1" || { cat /tmp/$1.err; return 9; }
		[ $t = 1600 ] && { echo no answer; return 9; }
	done
	awk -v n=$2 '/^=done= / { if ($2 == n) { printf "%s", all; exit $3 } all = ""; next } { all = all $0 "\n" }' /tmp/$1.out
}
on() { tell "$1" "$2"; answer $1 $n; }
# A carrier takes a while to come and to go.
light() { on $1 "i=0; until [ \$(cat /sys/class/net/eth0/carrier) = $2 ] || [ \$i = 60 ]; do usleep 100000; i=\$((i + 1)); done; cat /sys/class/net/eth0/carrier"; }
launcher() { ps -o pid,args | sed -n "s/^ *\([0-9]*\) lguest .*:00:0$1 .*/\1/p"; }
# NAME loads without end from NUMBER, and has begun to.
flow() { on $1 "(wget -q -O - http://10.0.0.$2/cgi-bin/noise?1-2000000000 | { head -c 2000000 | wc -c > /tmp/flows; cat > /dev/null; }) &
i=0; until grep -q 2000000 /tmp/flows 2> /dev/null || [ \$i = 300 ]; do usleep 100000; i=\$((i + 1)); done; cat /tmp/flows"; }
leave() { tell $1 'dmesg | grep -E "WARNING|BUG|Oops|stall|lockup|lguest.*rror"; exit 0'; eval "wait \$pid_$1"; cat /tmp/$1.err; }

printf '#!/bin/sh\nprintf "Content-type: text/plain\\r\\n\\r\\n"\nexec noise ${QUERY_STRING%%-*} ${QUERY_STRING#*-}\n' > /tmp/noise.cgi
(cd /tmp && mkdir boot && cp noise.cgi boot && find boot | cpio -o -H newc > /tmp/www.cpio) 2> /dev/null
cat /boot/guest.img /boot/share.cpio /tmp/www.cpio > /tmp/guest.img
part first guest a 1
part second guest b 2
part light light a 1
part ping on a 'ping -q -c 5 10.0.0.2'
part ping-back on b 'ping -q -c 5 10.0.0.1'
part ping-large on b 'ping -q -c 3 -s 60000 10.0.0.1'
part place on b 'cat /sys/bus/lguest/devices/*/features; ls -l /sys/class/net/eth0/device | sed s/.*-.//'

part sum on b 'wget -q -O - http://10.0.0.1/cgi-bin/noise?5-BIG | md5sum'
part native sh -c 'noise 5 BIG | md5sum'
on a 'iperf3 -s > /dev/null 2>&1 &' > /dev/null
part iperf on b 'usleep 300000; iperf3 -c 10.0.0.1 -t 2 -f m'
part iperf-back on b 'iperf3 -c 10.0.0.1 -t 2 -R -f m'
part iperf-both on b 'iperf3 -c 10.0.0.1 -t 2 --bidir -f m'
part iperf-udp on b 'iperf3 -c 10.0.0.1 -u -b 20M -l 1400 -t 1 -f m'

on a 'udp serve 7 &' > /dev/null
part sizes on b 'udp each 10.0.0.1 7 0 1472 1'
on a 'ip link set eth0 mtu 65521' > /dev/null
part mtu-most on b 'ip link set eth0 mtu 65521; udp each 10.0.0.1 7 1 65493 997'
on a 'ip link set eth0 mtu 1500' > /dev/null
part mtu-least on b 'ip link set eth0 mtu 68; udp each 10.0.0.1 7 0 40 1; ip link set eth0 mtu 1500'

on b 'ip link set eth0 down' > /dev/null
part down light a 0
on b 'ip link set eth0 up' > /dev/null
part up light a 1
part again on a 'ping -q -c 3 10.0.0.2'
part rebind on b 'cd /sys/bus/lguest/drivers/lguest_net; d=$(ls -d lguest*); for i in 1 2 3; do echo $d > unbind; echo $d > bind; ifconfig eth0 10.0.0.2 up; usleep 100000; done; ping -q -c 3 10.0.0.1'

part third guest c 3
part fourth guest d 4
for from in a b c d; do for to in 1 2 3 4; do
	part "all $from$to" on $from "ping -q -c 2 10.0.0.$to"
done; done
tell b 'wget -q -O - http://10.0.0.1/cgi-bin/noise?6-20000000 | md5sum'; one=$n
tell c 'wget -q -O - http://10.0.0.4/cgi-bin/noise?7-20000000 | md5sum'; two=$n
part both-b answer b $one
part both-c answer c $two
part native-both sh -c 'noise 6 20000000 | md5sum; noise 7 20000000 | md5sum'
# What is for one, another does not get.
part quiet on d 'a=$(cat /sys/class/net/eth0/statistics/rx_packets); sleep 2; echo $(($(cat /sys/class/net/eth0/statistics/rx_packets) - a))' &
quiet=$!
on a 'ping -q -c 100 -i 0.01 10.0.0.2' > /dev/null
wait $quiet
part flood on d 'ping -q -c 3 -b 10.0.0.255'
part leave-c leave c
part leave-d leave d
part still light a 1

flow a 2
part die sh -c "kill -9 $(launcher 2)"
wait $pid_b
part dark light a 0
part alone on a 'killall wget; ping -q -c 1 -W 1 10.0.0.2'
part newcomer guest e 5
part light-again light a 1
part new-place on e 'cat /sys/bus/lguest/devices/*/features'
part new-ping on e 'ping -q -c 3 10.0.0.1'
flow e 1
part die-receiver sh -c "kill -9 $(launcher 5)"
wait $pid_e
part dark-again light a 0
part leave-a leave a

part file sh -c 'ls -l /tmp/wire | cut -c 1-10; wc -c < /tmp/wire'
bad() { part "bad $1" lguest --sharenet=$2 16 /boot/hostile/halt; }
cd /tmp; mkfifo fifo; truncate -s 4095 short; truncate -s 8192 long; : > /root/file
mkdir small; mount -t tmpfs -o size=4k tmpfs small; echo 1 > small/full
bad folder /tmp; bad fifo fifo; bad short short; bad long long; bad device /dev/null; bad ram /root/file
bad full small/file; bad missing /none/file; bad nothing ''; bad mac wire:03:00:00:00:00:01; bad mac2 wire:02:00:00:00:00:0g
sixteen=$(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do echo --sharenet=crowd; done)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do lguest $sixteen 16 /boot/hostile/halt < /dev/null & pids="$pids $!"; done
sleep 2
bad crowded crowd
kill -9 $pids; wait $pids
part room sh -c 'timeout -s KILL 1 lguest --sharenet=crowd 16 /boot/hostile/halt < /dev/null'
part log dmesg
""".replace("MARK", MARK).replace("BIG", str(BIG))


@check("iperf3 and its libraries are there")
def _():
    return "%d MiB" % (os.path.getsize(host_image("share", "inner-net", ["usr/bin/iperf3"])) >> 20)
if failures:            # then there is nothing to try it with
    finish()

result = vm("--in=host", "--mem=768", "--smp=2", "--initrd=" + os.path.join(BUILD, "devices", "share.img"),
            "--timeout=900", "--", "sh", "-c", SCRIPT, timeout=920)
parts, name = {}, None
for piece in result.out.decode(errors="replace").replace("\r", "").split(MARK)[1:]:
    head, _, body = piece.partition("\n")
    if head.startswith("status "):
        parts[name] = parts[name].strip(), int(head.split()[1])
    else:
        name = head
        parts[name] = body


def part(name):
    expect(isinstance(parts.get(name), tuple), "it was not reached:", name, result)
    return parts[name]


def said(name):
    text, status = part(name)
    expect(status == 0, name, "status", status, text[-300:])
    return text


def came_back(name, times):
    expect(re.search(r"\b%d packets transmitted, %d packets received" % (times, times), said(name)), said(name))


def rate(name, column=0):
    rates = re.findall(r"([\d.]+) Mbits/sec.*receiver", said(name))
    expect(rates and float(rates[column]) > 0, said(name))
    return "%s Mbit/s" % rates[column]


@check("alone on the wire there is no light, with two there is")
def _():
    expect(said("first") == "0" and said("light") == "1", said("first"), said("light"))
    expect(said("second") == "1", said("second"))

@check("they hear each other, small packets and large")
def _():
    came_back("ping", 5), came_back("ping-back", 5), came_back("ping-large", 3)

@check("the second has the second place")
def _():
    expect("0x0001" in said("place").split(), said("place"))

@check("200 MiB arrive as they were sent")
def _():
    expect(said("sum").split()[0] == said("native").split()[0], said("sum"))

@check("iperf3, one way and the other")
def _():
    return "%s, %s" % (rate("iperf"), rate("iperf-back"))

@check("iperf3, both ways at once")
def _():
    expect(len(re.findall("receiver", said("iperf-both"))) >= 2, said("iperf-both"))

@check("iperf3 over UDP")
def _():
    return rate("iperf-udp")

for name, what in (("sizes", "a packet of every size up to the MTU"), ("mtu-most", "MTU 65521"),
                   ("mtu-least", "MTU 68")):
    @check(what)
    def _():
        said(name)

@check("an interface that goes down puts the other's light out, until it is up again")
def _():
    expect(said("down") == "0" and said("up") == "1", said("down"), said("up"))
    came_back("again", 3)

@check("a driver that is taken away and brought back")
def _():
    came_back("rebind", 3)

@check("four on one wire, each hears each")
def _():
    for a in "abcd":
        for i in "1234":
            came_back("all %s%s" % (a, i), 2)

@check("two transfers at a time between four")
def _():
    sums = [line.split()[0] for line in said("native-both").split("\n")]
    expect([said("both-b").split()[0], said("both-c").split()[0]] == sums, said("both-b"), said("both-c"))

@check("what is for one, another does not get")
def _():
    expect(int(said("quiet")) < 20, said("quiet"))

@check("those who leave in good order leave the others in peace")
def _():
    for name in ("leave-c", "leave-d"):
        expect(part(name)[0] == "", part(name))
    expect(said("still") == "1", said("still"))

@check("one is killed while it sends: the other's light goes out, and it goes on")
def _():
    said("die")
    expect(said("dark") == "0", said("dark"))
    expect("0 packets received" in part("alone")[0], part("alone"))

@check("a newcomer takes the place, and talks")
def _():
    said("newcomer")
    expect(said("light-again") == "1", said("light-again"))
    expect("0x0001" in said("new-place").split(), said("new-place"))
    came_back("new-ping", 3)

@check("one is killed while it receives: the light goes out, and the sender goes on")
def _():
    expect(said("dark-again") == "0", said("dark-again"))
    expect(part("leave-a")[0] == "", part("leave-a"))

@check("the file has one page, and is ours alone")
def _():
    expect(said("file").split() == ["-rw-------", "4096"], said("file"))

for name, line in (
        ("folder", "/tmp: Is a directory"), ("fifo", "fifo: not a regular file"),
        ("short", "short: 4095 bytes; a network's file has 4096"),
        ("long", "long: 8192 bytes; a network's file has 4096"),
        ("device", "/dev/null: not a regular file"), ("ram", "/root/file: not in a tmpfs"),
        ("full", "small/file: No space left on device"),
        ("missing", "/none/file: No such file or directory"),
        ("nothing", "No such file or directory"),
        ("mac", "no address of a card"), ("mac2", "no address of a card"),
        ("crowded", "crowd: all 256 places are taken")):
    @check("one line about a bad file: " + name)
    def _():
        text, status = part("bad " + name)
        lines = text.split("\n")
        expect(status == 1 and len(lines) == 1 and line in lines[0] and
               lines[0].startswith("lguest: "), status, *lines)

@check("places are free again when their Launchers are gone")
def _():
    text, status = part("room")
    expect(status == 137 and "places" not in text, status, text)

@check("the Host has no complaint")
def _():
    for word in ("BUG", "WARNING", "Oops", "Call Trace", "stall", "lockup"):
        expect(word not in said("log"), [l for l in said("log").split("\n") if word in l][:1])

finish()
