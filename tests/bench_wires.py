# SPDX-License-Identifier: GPL-2.0-only
"""tests/bench --wires: from Guest to Guest, over a shared page and over TAPs.

One boot of a Host with one processor, which counts instructions as tests/bench
does: a virtual second has 10^9 of them, whoever executes them. Two Guests on
a shared wire, then two on a bridge: a stream of TCP, round trips of ping, and
what the Host has counted meanwhile about both Guests.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "devices"))
from checks import BUILD, vm
from inner import host_image

SECONDS, PINGS = 1, 200
SCRIPT = r"""
n=0
guest()		# NAME NUMBER OPTION
{
	printf '#!/bin/sh\nexec lguest %s "$@"\n' $3 > /tmp/$1.sh
	chmod +x /tmp/$1.sh
	rm -f /tmp/$1.in; mkfifo /tmp/$1.in
	in-guest --mem=64 --launcher=/tmp/$1.sh --initrd=/tmp/guest.img -- sh < /tmp/$1.in > /tmp/$1.out 2>&1 &
	eval "fd_$1=$((2 + $2)); exec $((2 + $2))> /tmp/$1.in"
	on $1 "ifconfig eth0 10.0.0.$2 up"
}
on()
{
	n=$((n + 1))
	eval "printf '{ %s\n} 2>&1; echo; echo \"=done= %s\"\n' \"\$2\" $n >&\$fd_$1"
	until grep -q "^=done= $n" /tmp/$1.out; do usleep 20000; done
	awk -v n=$n '/^=done= / { if ($2 == n) { printf "%s", all; exit } all = ""; next } { all = all $0 "\n" }' /tmp/$1.out
}
count()
{
	cat /sys/kernel/debug/lguest/*/exits
	on b 'cd /sys/class/net/eth0/statistics; echo packets $(($(cat tx_packets) + $(cat rx_packets)))'
}
pair()		# NAME OPTION OPTION
{
	guest a 1 $2
	guest b 2 $3
	on a 'iperf3 -s > /dev/null 2>&1 &'
	on b 'sleep 1; ping -q -c 3 10.0.0.1; iperf3 -c 10.0.0.1 -t 1' > /dev/null
	echo "== $1 before"; count
	echo "== $1 stream"; on b 'iperf3 -c 10.0.0.1 -t SECONDS -f k'
	echo "== $1 between"; count
	echo "== $1 trips"; on b 'ping -c PINGS -i 0.005 10.0.0.1'
	echo "== $1 after"; count
	on a 'poweroff -f &'; on b 'poweroff -f &'; wait
}
cat /boot/guest.img /boot/wires.cpio > /tmp/guest.img
pair shared --sharenet=/tmp/wire --sharenet=/tmp/wire
brctl addbr br0; ip link set br0 up
pair bridge --tunnet=bridge:br0 --tunnet=bridge:br0
echo "== end"
""".replace("SECONDS", str(SECONDS)).replace("PINGS", str(PINGS))


def counted(text):
    sums = {}
    for name, value in re.findall(r"^(\w+) (\d+)$", text, re.M):
        sums[name] = sums.get(name, 0) + int(value)
    return sums


def measure():
    """Name of a wire -> (Mbit/s, round trip in µs, counts a packet, counts a trip)."""
    host_image("wires", "inner-net", ["usr/bin/iperf3"])
    result = vm("--in=host", "--icount", "--mem=512", "--timeout=900",
                "--initrd=" + os.path.join(BUILD, "devices", "wires.img"),
                "--", "sh", "-c", SCRIPT, timeout=920)
    text = result.out.decode(errors="replace").replace("\r", "")
    parts = dict(re.findall(r"^== (\w+ \w+)\n(.*?)(?=^== )", text, re.M | re.S))
    found = {}
    for wire in ("shared", "bridge"):
        rate = re.findall(r"([\d.]+) Kbits/sec.*receiver", parts.get(wire + " stream", ""))
        trips = sorted(map(float, re.findall(r"time=([\d.]+)", parts.get(wire + " trips", ""))))
        if not rate or not trips:
            return None, result
        at = [counted(parts["%s %s" % (wire, when)]) for when in ("before", "between", "after")]
        per = []
        for first, second in zip(at, at[1:]):
            packets = second["packets"] - first["packets"]
            per.append({name: (second[name] - first[name]) / packets for name in
                        ("total", "call_SEND_DMA", "interrupt_given", "dma")})
        found[wire] = float(rate[0]) / 1000, trips[len(trips) // 2] * 1000, *per
    return found, result


def main():
    found, result = measure()
    if not found:
        return "the machine says: %s" % result
    print("| from Guest to Guest | shared page | TAPs and a bridge |\n| --- | ---: | ---: |")
    lines = [("one TCP stream, Mbit in a virtual second", "%.0f", lambda f: f[0]),
             ("round trip of a ping (the median), thousand instructions", "%.0f", lambda f: f[1])]
    for n, kind in ((2, "the stream"), (3, "the pings")):
        for name, what in (("total", "exits of both"), ("call_SEND_DMA", "SENDs of both"),
                           ("interrupt_given", "interrupts of both"), ("dma", "wake-ups of a Launcher by a SEND")):
            lines.append(("%s, a packet of %s" % (what, kind), "%.2f",
                          lambda f, n=n, name=name: f[n][name]))
    for what, form, of in lines:
        print("| %s | %s | %s |" % (what, form % of(found["shared"]), form % of(found["bridge"])))
    return None
