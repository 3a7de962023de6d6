#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What cpuid promises in a Guest, and that no register is lost for it.

One boot of the Host, with all that the CPU can do. Two Guests compute with x87
and SSE registers, and the Host with AVX ones, all at once on one processor.
"""
import re
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

LEAVES = ("0 1 5 6 7 8 d 1f 40000000 40000001 4fffffff 80000000 80000001 80000008 80000009 "
          "8000001f c0000000 ffffffff")
LOOK = """leaves %s; floats anyway; echo avx $(floats avx 1 1)
echo type $(cat /sys/hypervisor/type 2>&1)""" % LEAVES
SCRIPT = r"""
look() { %s; }
echo @ host; look
echo @ alone; floats avx 4 3000; floats x87 4 1500; floats sse2 4 1500; floats sse2 6 1500
# The Host's own work must not end before that of the Guests.
(while [ ! -e /tmp/over ]; do floats avx 4 3000; done > /tmp/avx) &
in-guest --mem=64 -- sh -c 'floats x87 4 1500; floats sse2 4 1500' > /tmp/one &
in-guest --mem=64 -- floats sse2 6 1500 > /tmp/two
wait $!
: > /tmp/over
wait
echo @ one; cat /tmp/one
echo @ two; cat /tmp/two
echo @ avx; sort /tmp/avx | uniq -c
echo @ guest; in-guest --mem=64 -- sh -c '%s'
echo @ log; dmesg
""" % (LOOK, LOOK)
result = vm("--in=host", "--cpu=max", "--", "sh", "-c", SCRIPT, timeout=320)
parts = {}
for part in ("\n" + result.out.decode("latin-1")).split("\n@ ")[1:]:
    name, _, text = part.partition("\n")
    parts[name] = text.strip().split("\n")


def lines(name):
    expect(name in parts, "it did not get to", name, ":", result)
    return parts[name]


def leaves(world, who):
    return {int(words[1], 16): tuple(int(w, 16) for w in words[2:])
            for words in map(str.split, lines(world)) if words[0] == who}


def signature(leaf):
    return b"".join(r.to_bytes(4, "little") for r in leaf[1:])


@check("the Guest's kernel is told what it may use, and no more")
def _():
    kernel, native = leaves("guest", "kernel"), leaves("host", "kernel")
    _, _, ecx, edx = kernel[1]
    for name, word, bit in (("XSAVE", ecx, 26), ("OSXSAVE", ecx, 27), ("AVX", ecx, 28), ("FMA", ecx, 12),
                            ("MONITOR", ecx, 3), ("X2APIC", ecx, 21), ("PCID", ecx, 17), ("PSE", edx, 3),
                            ("PAE", edx, 6), ("APIC", edx, 9), ("SEP", edx, 11), ("MTRR", edx, 12),
                            ("PAT", edx, 16), ("PSE36", edx, 17), ("VME", edx, 1)):
        expect(not word & 1 << bit, name, "is offered")
    expect(kernel[1][2] & 1 << 31, "it does not say that this is a Guest")
    expect(kernel[7][1] & ~(1 << 9) == 0 and kernel[7][2:] == (0, 0), kernel[7])
    expect(native[7][1] & 1 << 20, "the CPU itself has no SMAP: this tests nothing")
    expect(not ecx & ~(native[1][2] | 1 << 31) and not edx & ~(native[1][3] | 1 << 13),
           "more than there is:", kernel[1], native[1])


@check("leaves end where it says that they end")
def _():
    kernel = leaves("guest", "kernel")
    expect(kernel[0][0] <= 7 and kernel[0x80000000][0] <= 0x80000008, kernel)
    beyond = [leaf for leaf in kernel if kernel[0][0] < leaf < 0x40000000 or 0x40000000 < leaf < 0x80000000
              or leaf > kernel[0x80000000][0]]
    expect(len(beyond) >= 8, beyond)
    for leaf in beyond:
        expect(kernel[leaf] == (0, 0, 0, 0), "leaf %#x says" % leaf, kernel[leaf])


@check("a tool can tell: the hypervisor's leaf, and /sys/hypervisor/type")
def _():
    kernel = leaves("guest", "kernel")[0x40000000]
    expect(kernel[0] == 0x40000000 and signature(kernel) == b"lguestlguest", kernel)
    expect(signature(leaves("host", "kernel")[0x40000000]) != b"lguestlguest", "the Host is one, too")
    expect("type lguest" in lines("guest"), lines("guest")[-1])
    expect("type lguest" not in lines("host"), lines("host")[-1])


@check("AVX and XSAVE: not offered to a program in the Guest, and not there for one that does not ask")
def _():
    expect("avx avx is not offered" in lines("guest"), lines("guest"))
    expect("avx avx is not offered" not in lines("host"), "not in the Host either")
    expect(not leaves("guest", "raw")[1][2] & 1 << 27, "the instruction says OSXSAVE")
    for what in ("xgetbv", "a ymm register", "xsave"):
        expect(what + ": works" in lines("host"), lines("host"))
        expect(what + ": SIGILL" in lines("guest"), lines("guest"))


@check("x87 and SSE registers of two Guests at once, bit for bit as in the Host")
def _():
    alone = lines("alone")
    expect(len(alone) == 4 + 4 + 4 + 6 and all(l.endswith(" 0") for l in alone), alone)
    expect(lines("one") == alone[4:12], lines("one"))
    expect(lines("two") == alone[12:], lines("two"))


@check("AVX registers of the Host, meanwhile")
def _():
    found = {l.split(None, 1)[1]: int(l.split()[0]) for l in lines("avx")}
    expect(set(found) == set(lines("alone")[:4]), found)
    return "%d times" % min(found.values())


@check("the Host has nothing to complain of")
def _():
    log = "\n".join(lines("log"))
    expect("Linux version" in log, log[:100])
    found = re.findall(r"WARNING:.*|BUG:.*|Call Trace.*|Bad FPU state.*", log)
    expect(not found, found)

finish()
