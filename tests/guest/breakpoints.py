#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Hardware breakpoints and watchpoints, in Host and Guests at once.

Host, Guests and their programs use the same addresses all the time, kernels
included. Each must be stopped by its own breakpoints, and by nobody else's.
"""
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

TIMES = 3000


def address(name):
    """Of a variable of the kernel, in Host and Guest."""
    listing = subprocess.run(["nm", os.path.join(BUILD, "vmlinux")], check=True,
                             stdout=subprocess.PIPE, text=True).stdout
    return next("0x" + line.split()[0] for line in listing.split("\n")
                if line.split()[2:] == [name])


SCRIPT = r"""
say() { echo "@@@@ $1"; }
limit() { timeout -s KILL 120 "$@" 2>&1; }

say host-kinds; limit hwbreak
say host-switch; limit hwbreak switch
say kinds; in-guest --timeout=120 -- hwbreak
say switch; in-guest --timeout=60 -- hwbreak switch
say host-execute; limit hwbreak execute 40000
say execute; in-guest --timeout=60 -- hwbreak execute 40000
say step; in-guest --timeout=60 -- hwbreak step 2>&1

# The Host watches an address of programs, and one that only a Guest's kernel
# writes; two Guests watch different words, and write each other's.
mkfifo /tmp/one /tmp/two
limit hwbreak all 0x60000000 < /tmp/one > /tmp/user-hits & user=$!
limit hwbreak all %(lguest_data)s < /tmp/two > /tmp/kernel-hits & kernel=$!
exec 3> /tmp/one 4> /tmp/two
in-guest --mem=64 --timeout=120 -- hwbreak own 0x60000000 %(n)d > /tmp/first 3>&- 4>&- & first=$!
in-guest --mem=64 --timeout=120 -- hwbreak own 0x60001000 %(n)d > /tmp/second 3>&- 4>&- & second=$!
sleep 1
wait $first; wait $second
limit hwbreak write 0x60000000 %(n)d
exec 3>&- 4>&-
wait $user; wait $kernel
for file in first second user-hits kernel-hits; do say $file; cat /tmp/$file; done

# A Guest's kernel is watched in the Guest, at addresses that mean something
# in the Host, and at the Switcher's.
say guest-kernel
in-guest --mem=64 --timeout=120 -- sh -c "
	(sleep 1; i=0; while [ \$i -lt 30 ]; do /bin/true; i=\$((i + 1)); done) |
		hwbreak all %(jiffies_64)s
	for at in $switcher; do sleep 0.2 | hwbreak all \$at; done
	echo lives" 2>&1
say log; dmesg
"""
# Where the Switcher is stands in the log: two pages of code, and for the first
# processor the Host's page, the state page (GDT, IDT), and the registers.
SWITCHER = r"""
base=$(dmesg | sed -n 's/.*the Switcher is at \(0x[0-9a-f]*\).*/\1/p')
switcher=
for at in 0 0x2000 0x3000 0x3088 0x3800 0x4000 0x4fb8 0x4ff0 0x4ffc; do
	switcher="$switcher $(printf '%#x' $((base + at)))"
done
"""
result = vm("--in=host", "--smp=2", "--mem=512", "--", "sh", "-c",
            SWITCHER + SCRIPT % {
                "n": TIMES, "lguest_data": address("lguest_data"),
                "jiffies_64": address("jiffies_64")}, timeout=320)
parts = texts_of(result.out)


def part(name):
    expect(name in parts, "it did not get to", name, "and says", result)
    return parts[name]


@check("each kind stops a program in the Guest where it stops it natively")
def _():
    native, inside = (part(name).split("\n") for name in ("host-kinds", "kinds"))
    expect(len(native) > 40 and sum(line.count("[") for line in native) > 100, native[:5])
    for one, other in zip(native, inside):
        expect(one == other, "the Host says %r, the Guest %r" % (one, other))
    expect(len(native) == len(inside), len(native), "lines and", len(inside))
    return "%d stops" % sum(line.count("[") for line in inside)


@check("two programs, each stopped at its own watchpoint")
def _():
    expect(part("host-switch") == "two programs: 100 and 100 hits, 0 of them wrong",
           part("host-switch"))
    expect(part("switch") == part("host-switch"), part("switch"))


@check("an instruction with a breakpoint is executed once for each hit, interrupted or not")
def _():
    expect(part("host-execute") == "many ticks, 40000 hits", part("host-execute"))
    expect(part("execute") == part("host-execute"), part("execute"))


@check("a program in the Guest steps onto a watchpoint")
def _():
    expect(part("step") == "many steps, 4 hits", part("step"))


@check("two Guests with different watchpoints at once, each with its own hits")
def _():
    for name in ("first", "second"):
        expect(part(name) == str(TIMES), name, "has", part(name), "of", TIMES)


@check("what the Host watches does not fire in a Guest")
def _():
    expect(part("user-hits") == str(TIMES), "a program's address:", part("user-hits"),
           "hits, by the Host's own program", TIMES)
    expect(part("kernel-hits") == "0", "the Guests' kernel hits it:", part("kernel-hits"))


@check("a Guest watches its kernel, and in vain the Switcher")
def _():
    lines = part("guest-kernel").split("\n")
    expect(lines[-1] == "lives" and len(lines) == 11, *lines)
    expect(int(lines[0]) > 3, "jiffies_64 was hit", lines[0], "times")
    expect(set(lines[1:-1]) == {"0"}, "the Switcher:", *lines[1:-1])
    return "jiffies_64 was hit %s times" % lines[0]


@check("the Host's dmesg has nothing to complain of")
def _():
    expect_well(part("log"))

finish()
