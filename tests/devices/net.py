#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A network to the Host, over TAP: one Guest, and three on a bridge.

One boot of the Host, all of it in a network namespace made for it. The Guests
run dropbear, and the Host tells them by ssh what to do next: the way in which
most Guests are used is tried all the time.
"""
import os
import re
import shlex
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from checks import *  # noqa: E402,F401,F403
from checks import BUILD, TESTS, check, expect, failures, finish, vm  # noqa: E402
from inner import host_image  # noqa: E402

MARK = "=====net===== "
BIG = 200 << 20
PROGRAMS = ("usr/bin/iperf3", "usr/sbin/dropbear", "usr/bin/dbclient", "usr/bin/dropbearkey")
GROUP, OTHER_GROUP = "1:0:5e:1:2:3", "1:0:5e:1:2:4"
MAC, STRANGER = "2:0:0:0:5:2", "2:0:0:0:5:3"

# What is said for every part: its name, then what it prints, then its status.
SHARED = r"""
say() { echo "MARK$*"; }
part() { say "$1"; shift; "$@" 2>&1; say "status $?"; }
until_true() { n=0; until "$@" > /dev/null 2>&1; do n=$((n + 1)); [ $n = 100 ] && return 1; usleep 200000; done; }

# guest NAME ADDRESS OPTION...: what is printed in there is in /tmp/NAME
guest()
{
	name=$1 address=$2; shift 2
	printf '#!/bin/sh\nexec lguest %s "$@"\n' "$*" > /tmp/$name.sh
	chmod +x /tmp/$name.sh
	in-guest --mem=128 --timeout=900 --launcher=/tmp/$name.sh --initrd=/tmp/guest.img -- \
		sh -c "$INSIDE" sh $address > /tmp/$name 2>&1 &
	eval pid_$name=$!
}
on()
{
	address=$1; shift
	timeout 100 dbclient -y -y root@192.168.5.$address "{ $*
	} 2>&1" < /dev/null 2> /tmp/ssh
}
up() { until_true on $1 true; }
stop() { on $1 touch /tmp/stop; wait $2; }
""".replace("MARK", MARK)

INSIDE = r"""
echo root::0:0::/root:/bin/sh > /etc/passwd
mkdir -p /etc/dropbear
echo /bin/sh > /etc/shells
ifconfig eth0 192.168.5.$1 up
dropbear -R -B
mkdir -p /tmp/www/cgi-bin
cat > /tmp/www/cgi-bin/noise << \END
#!/bin/sh
printf "Content-type: text/plain\r\n\r\n"
exec noise ${QUERY_STRING%-*} ${QUERY_STRING#*-}
END
cat > /tmp/unbind << \END
packets() { cat /sys/class/net/eth0/statistics/rx_packets; }
iperf3 -c 192.168.5.1 -R -t 60 > /dev/null 2>&1 &
enough=$(($(packets) + 200))
until [ $(packets) -gt $enough ]; do usleep 100000; done
cd /sys/bus/lguest/drivers/lguest_net
for i in 1 2 3; do
	echo lguest1 > unbind; ls /sys/class/net; echo lguest1 > bind; ifconfig eth0 192.168.5.2 up
	usleep 200000
done
cat /sys/bus/lguest/devices/lguest1/status
killall -9 iperf3
echo done
END
chmod +x /tmp/www/cgi-bin/noise
httpd -h /tmp/www
was=
until [ -e /tmp/stop ]; do
	is=$(cat /sys/class/net/eth0/carrier 2>/dev/null)
	[ "$is" = "$was" ] || echo carrier $is
	was=$is
	usleep 100000
done
dmesg
"""

ONE = r"""
guest one 2 --tunnet=192.168.5.1:02:00:00:00:05:02
part up up 2
part info on 2 'overhear eth0 info; cat /sys/class/net/eth0/address; cat /sys/bus/lguest/devices/lguest1/status'
part ping sh -c 'ping -q -c 5 192.168.5.2'
part ping-back on 2 ping -q -c 5 192.168.5.1
part ssh on 2 'echo said; echo aloud >&2; exit 7'

noise 5 BIG > /tmp/big
part sum md5sum /tmp/big
(cd /tmp && exec httpd -f -p 192.168.5.1:80) & httpd=$!
part down on 2 'wget -q -O - http://192.168.5.1/big | md5sum'
kill $httpd
rm /tmp/big
part send sh -c 'wget -q -O - http://192.168.5.2/cgi-bin/noise?5-BIG | md5sum'
iperf3 -s -1 > /dev/null & iperf=$!
part iperf on 2 'usleep 300000; iperf3 -c 192.168.5.1 -t 2 -f m'
wait $iperf
iperf3 -s -1 > /dev/null & iperf=$!
part iperf-back on 2 'usleep 300000; iperf3 -c 192.168.5.1 -t 2 -R -f m'
wait $iperf
iperf3 -s -1 > /dev/null & iperf=$!
part iperf-file on 2 'usleep 300000; iperf3 -c 192.168.5.1 -t 1 -Z -f m'
wait $iperf

udp serve 7 & udp=$!
part sizes on 2 udp each 192.168.5.1 7 0 1472 1
part too-large on 2 udp each 192.168.5.1 7 1473 1473 1
ip link set lguest0 mtu 9000
part mtu on 2 'ip link set eth0 mtu 9000; udp each 192.168.5.1 7 1400 8972 37'
ip link set lguest0 mtu 65521
part mtu-most on 2 'ip link set eth0 mtu 65521; udp each 192.168.5.1 7 1 65493 997'
part mtu-refused on 2 'ip link set eth0 mtu 65522; ip link set eth0 mtu 67; cat /sys/class/net/eth0/mtu'
ip link set lguest0 mtu 68
part mtu-least on 2 'ip link set eth0 mtu 68; udp each 192.168.5.1 7 0 40 1'
ip link set lguest0 mtu 1500
part mtu-usual on 2 'ip link set eth0 mtu 1500; cat /sys/class/net/eth0/mtu'
kill $udp

overheard()
{
	on 2 overhear eth0 $1 > /tmp/overheard & listener=$!
	until_true grep listening /tmp/overheard
	overhear lguest0 send MAC STRANGER GROUP OTHER_GROUP ff:ff:ff:ff:ff:ff
	wait $listener
	cat /tmp/overheard
}
part hear overheard
part hear-group overheard GROUP
part hear-all overheard all
# Where frames go is known by their addresses: a new one has to be told.
part new-mac on 2 'ip link set eth0 address 02:00:00:00:05:03; ping -c 1 -q 192.168.5.1'
part new-mac-back ping -c 1 -q 192.168.5.2
part old-mac on 2 'ip link set eth0 down; ip link set eth0 address 02:00:00:00:05:02; ip link set eth0 up; ping -c 1 -q 192.168.5.1'

# Away with the driver, while the Host sends as fast as it can.
iperf3 -s -1 > /dev/null 2>&1 & iperf=$!
on 2 'setsid sh /tmp/unbind > /tmp/unbound 2>&1 &'
until_true on 2 grep done /tmp/unbound
part unbound on 2 cat /tmp/unbound
kill $iperf
part after-unbind ping -q -c 3 192.168.5.2
part stats on 2 ifconfig eth0

ip link set lguest0 down
until_true grep 'carrier 0' /tmp/one
ip link set lguest0 up
part back until_true ping -c 1 -W 1 192.168.5.2
on 2 'sh -c "(sleep 5; touch /tmp/stop) > /dev/null 2>&1 &"'
ip link del lguest0
wait $pid_one
part one cat /tmp/one
"""

BRIDGE = r"""
brctl addbr br0
ifconfig br0 192.168.5.1 up
for i in 2 3 4; do guest g$i $i --tunnet=bridge:br0:02:00:00:00:05:0$i; up $i; done
for i in 2 3 4; do
	for j in 2 3 4; do
		[ $i = $j ] || part bridge-$i-$j on $i ping -q -c 3 192.168.5.$j
	done
done
part bridge-sum on 3 'wget -q -O - http://192.168.5.2/cgi-bin/noise?7-20000000 | md5sum'
part bridge-native sh -c 'noise 7 20000000 | md5sum'
# One dies while it receives and sends.
on 4 'wget -q -O - http://192.168.5.2/cgi-bin/noise?7-2000000000 | { head -c 2000000 | wc -c; cat > /dev/null; }' > /tmp/flows &
part receiving until_true grep 2000000 /tmp/flows
part die sh -c 'grep -c lguest /proc/net/dev; kill -9 $(ps -o pid,args | sed -n "s/^ *\([0-9]*\) lguest .*:05:04 .*/\1/p")'
wait $pid_g4
part died grep -c lguest /proc/net/dev
part survivors on 2 'killall noise; ping -q -c 3 192.168.5.3'
stop 2 $pid_g2
stop 3 $pid_g3
part bridge-end sh -c 'sed -n "s/^ *\(.*\):.*/\1/p" /proc/net/dev | sort | tr "\n" " "; echo; cat /tmp/g2'
"""

WRONG = (
    ("no address", "1.2.3", "neither an address"),
    ("an address of nobody", "0.0.0.0", "neither an address"),
    ("a group's address", "224.0.0.1", "neither an address"),
    ("too many bits", "10.0.0.1/33", "1 to 32"),
    ("bits without a number", "10.0.0.1/", "1 to 32"),
    ("nothing at all", "", "neither an address"),
    ("a short card", "10.0.0.1:02:00:00:00:00", "no address of a card"),
    ("a long card", "10.0.0.1:02:00:00:00:00:01:02", "no address of a card"),
    ("a card that is a group", "10.0.0.1:01:00:00:00:00:01", "no address of a card"),
    ("a card that is no number", "10.0.0.1:02:00:00:00:00:0g", "no address of a card"),
    ("a bridge without a name", "bridge:", "1 to 15 letters"),
    ("a bridge with a long name", "bridge:abcdefghijklmnop", "1 to 15 letters"),
    ("no such bridge", "bridge:nowhere", "No such device"),
    ("a bridge that is none", "bridge:lo", "Operation not supported"),
    ("a very long word", "bridge:" + 100 * "a", "too long"),
)
BAD = "".join("part %s lguest --tunnet='%s' 64 /boot/bzImage\n" % (shlex.quote("bad " + name), word)
              for name, word, _ in WRONG) + r"""
part 'bad right' unshare -U lguest --tunnet=10.0.0.1 64 /boot/bzImage
mv /dev/net/tun /dev/net/nut
part 'bad file' lguest --tunnet=10.0.0.1 64 /boot/bzImage
mv /dev/net/nut /dev/net/tun
"""

SCRIPT = SHARED + "cat /boot/guest.img /boot/net.cpio > /tmp/guest.img\nINSIDE='%s'\n" % INSIDE + (
    ONE + BRIDGE + BAD).replace("OTHER_GROUP", OTHER_GROUP).replace("GROUP", GROUP).replace(
    "STRANGER", STRANGER).replace("BIG", str(BIG)).replace(" MAC ", " %s " % MAC) + "part log dmesg\n"


@check("iperf3, dropbear and their libraries are there")
def _():
    return "%d MiB" % (os.path.getsize(host_image("net", "inner-net", PROGRAMS)) >> 20)
if failures:            # then there is nothing to try it with
    finish()

result = vm("--in=host", "--mem=1024", "--initrd=" + os.path.join(BUILD, "devices", "net.img"),
            "--timeout=900", "--", "unshare", "-n", "sh", "-c", "ip link set lo up\n" + SCRIPT,
            timeout=920)
parts, last = {}, None
for piece in result.out.decode(errors="replace").replace("\r", "").split(MARK)[1:]:
    head, _, body = piece.partition("\n")
    if head.startswith("status "):
        parts[last] = parts[last], int(head.split()[1])
    else:
        last = head
        parts[last] = body


def part(name, status=0):
    expect(isinstance(parts.get(name), tuple), "it did not get to the end of", repr(name), result)
    text, got = parts[name]
    expect(got == status, name, "ended with", got, "and said", text[-300:])
    return text


def pinged(name):
    expect(re.search(r"\b([1-9]\d*) packets transmitted, \1 packets received", part(name)), parts[name])


def mbit(name):
    found = re.search(r"([\d.]+) Mbits/sec +receiver", part(name))
    expect(found and float(found[1]) > 0, parts[name][0][-300:])
    return found[1]


@check("Host and Guest reach each other")
def _():
    part("up")
    pinged("ping")
    pinged("ping-back")


@check("the driver says who it is, and has the address that was asked for")
def _():
    expect(part("info").split("\n") == ["lguest_net at lguest1, link 1", "02:00:00:00:05:02", "0x0007", ""],
           parts["info"])


@check("ssh into the Guest: what a command says, and its status")
def _():
    text = part("ssh", 7)
    expect(text == "said\naloud\n", text)


@check("200 MiB to the Guest, and 200 MiB from it")
def _():
    native = part("sum").split()[0]
    expect(part("down").split()[0] == native, "to the Guest:", parts["down"])
    expect(part("send").split()[0] == native, "from the Guest:", parts["send"])


@check("iperf3: to the Host, to the Guest, and a file to the Host")
def _():
    return "%s, %s and %s Mbit/s" % tuple(mbit("iperf" + way) for way in ("", "-back", "-file"))


@check("datagrams of every size that fits into a packet")
def _():
    expect(part("sizes").startswith("1473 sizes"), parts["sizes"])
    expect("Message too long" in part("too-large", 1), parts["too-large"])


@check("an MTU of 68, 9000 and 65521, and no more and no less")
def _():
    expect(part("mtu-least").startswith("41 sizes"), parts["mtu-least"])
    expect(part("mtu").startswith("206 sizes"), parts["mtu"])
    expect(part("mtu-most").startswith("67 sizes"), parts["mtu-most"])
    expect(part("mtu-refused").split("\n")[-4:] == 2 * ["ip: SIOCSIFMTU: Invalid argument"] + ["65521", ""],
           parts["mtu-refused"])
    expect(part("mtu-usual") == "1500\n", parts["mtu-usual"])


@check("what it hears: its own; a group's; everything")
def _():
    everyone = "ff:ff:ff:ff:ff:ff"
    for name, heard in (("hear", (MAC, everyone)), ("hear-group", (MAC, GROUP, everyone)),
                        ("hear-all", (MAC, STRANGER, GROUP, OTHER_GROUP, everyone))):
        expect(part(name).split("\n") == ["listening", *heard, ""], parts[name])


@check("the card gets another address, and its old one back")
def _():
    for name in ("new-mac", "new-mac-back", "old-mac"):
        pinged(name)


@check("the driver is taken off three times while the Host sends")
def _():
    expect(part("unbound").split("\n") == 3 * ["lo"] + ["0x0007", "done", ""], parts["unbound"])
    pinged("after-unbind")


@check("the driver has counted no errors")
def _():
    expect(part("stats").count("errors:0") == 2, parts["stats"])


@check("the light goes out when the Host switches off, on again, and out when it takes the TAP away")
def _():
    part("back")
    seen = re.findall(r"^carrier (.*)$", part("one"), re.M)
    expect(seen[-4:] == ["1", "0", "1", "0"], seen)


@check("three Guests on a bridge: each reaches the others, and the data are right")
def _():
    for i in "234":
        for j in "234":
            if i != j:
                pinged("bridge-%s-%s" % (i, j))
    expect(part("bridge-sum") == part("bridge-native"), parts["bridge-sum"], parts["bridge-native"])


@check("one of them is killed while it receives: the others and the Host do not mind")
def _():
    part("receiving")
    expect((part("die"), part("died")) == ("3\n", "2\n"), parts["die"], parts["died"])
    pinged("survivors")
    expect(part("bridge-end").split("\n")[0] == "br0 lo ", "left behind:", parts["bridge-end"][0][:50])


@check("the Guests' kernels have nothing to complain of")
def _():
    for log in (part("one"), part("bridge-end")):
        expect("Linux version" in log, log[-300:])
        for word in ("WARNING:", "BUG:", "Oops", "Call Trace", "page allocation failure"):
            expect(word not in log, [line for line in log.split("\n") if word in line][:1])


@check("a wish that cannot be fulfilled is refused in one line")
def _():
    for name, _, why in WRONG + (("right", "", "CAP_NET_ADMIN"), ("file", "", "/dev/net/tun: No such file")):
        text = part("bad " + name, 1)
        expect(text.startswith("lguest: ") and text.count("\n") == 1 and why in text, name, "gives", repr(text))


@check("the Host's kernel has nothing to complain of")
def _():
    for word in ("WARNING:", "BUG:", "Oops", "Call Trace", "INFO: rcu"):
        expect(word not in part("log"), [line for line in parts["log"][0].split("\n") if word in line][:1])

finish()
