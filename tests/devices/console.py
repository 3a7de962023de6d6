#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The console: a window with a size, a break key, and few calls for much text.

All of it in one boot of the Host. A person at a terminal of the Host (`onpty`)
runs a Guest with nothing but a shell on its console.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
from checks import *  # noqa: E402,F401,F403
from checks import check, expect, finish, vm  # noqa: E402

LINES = 20000
MARK = "=====console===== "
SCRIPT = r"""
say() { echo "%(mark)s$*"; }
guest="lguest --initrd=/boot/guest.img 64 /boot/bzImage console=hvc0 rootfstype=ramfs panic=-1"

say window
is() { echo "type until [ \"\$(stty size)\" = \"$1\" ]; do :; done; echo $2 \$((1 + 1))"; echo "wait $2 2"; }
onpty $guest << END
wait guest#
$(is '24 80' first)
size 41 133
$(is '41 133' second)
size 25 85
size 26 86
$(is '26 86' third)
type poweroff -f
END
say status $?

say break
onpty $guest << END
wait guest#
type dmesg -n 8
wait guest#
key 15
key 104
wait HELP
type echo still $((4 + 3)) here
wait still 7 here
key 15
key 15
type cat -v
pause 200
key 4
type poweroff -f
END
say status $?

say output
cat > /tmp/in << END
seq 1 %(lines)d
poweroff -f
END
$guest < /tmp/in > /tmp/out &
while kill -0 $! 2>/dev/null; do
	# A file whose Guest is gone meanwhile reads nothing.
	cp /sys/kernel/debug/lguest/*/exits /tmp/new 2>/dev/null && grep -q SEND_DMA /tmp/new && mv /tmp/new /tmp/exits
	usleep 20000
done
wait $!
say status $?
cat /tmp/exits
say text
cat /tmp/out

say bus
in-guest -- sh -c 'cd /sys/bus/lguest/devices/lguest0 && cat type features status uevent'
say early
in-guest -- dmesg | head -n 3
$guest loglevel=8 < /tmp/in | grep -c 'Linux version'
""" % {"mark": MARK, "lines": LINES}

result = vm("--in=host", "--timeout=280", "--", "sh", "-c", SCRIPT, timeout=300)
parts, last = {}, None
for piece in result.out.decode(errors="replace").replace("\r", "").split(MARK)[1:]:
    head, _, body = piece.partition("\n")
    if head.startswith("status "):
        parts[last + " status"] = head.split()[1]
        body and parts.__setitem__(last + " after", body)
    else:
        last = head
        parts[head] = body


def part(name):
    expect(name in parts, "it did not get to", name, result)
    return parts[name]


@check("the Guest's window is as large as the terminal, also later")
def _():
    part("window")
    expect(part("window status") == "0", parts["window"][-300:])


@check("the break key: Ctrl-O and a letter speak to the kernel")
def _():
    expect("sysrq: HELP" in part("break"), parts["break"][-300:])
    expect("still 7 here" in parts["break"], parts["break"][-300:])
    expect(part("break status") == "0", parts["break status"])


@check("%d lines in few calls, and not a byte is lost" % LINES)
def _():
    expect(part("output status") == "0", parts["output status"])
    expect("".join("%d\n" % n for n in range(1, LINES + 1)) in part("text"),
           "lines are missing or in disorder", len(parts["text"]))
    expect(parts["text"].count("reboot: Power down") == 1, parts["text"][-300:])
    counts = dict(l.rsplit(" ", 1) for l in parts["output after"].split("\n") if l)
    sends = int(counts["call_SEND_DMA"])
    expect(sends < LINES / 20, sends, "calls for", LINES, "lines")
    return "%d calls, those of the boot included" % sends


@check("it is a device on the bus, whose driver is content")
def _():
    expect(part("bus").split("\n")[:5] == ["0x0001", "0x0000", "0x0007", "DRIVER=lguest-console",
                                          "MODALIAS=lguest:t0001"], parts["bus"])


@check("the first line of the kernel is on the console")
def _():
    expect(part("early").split("\n")[-2] == "1", parts["early"])


finish()
