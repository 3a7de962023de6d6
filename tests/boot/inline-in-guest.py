#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""In a Guest, its interrupt flag is a word that is read and written in place.

usage: tests/boot/inline-in-guest.py [BZIMAGE VMLINUX]

Boots a Guest, which sends us its own text (/proc/kcore), and compares each
hook's place with what vmlinux says must be there: for cli, sti and pushf
instructions on lguest_data and no call, for all others a direct call.
"""
import os
import re
import struct
import sys
import zlib

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from vmlinux import *

BZIMAGE, VMLINUX = sys.argv[1:3] if len(sys.argv) == 3 else (
    os.path.join(BUILD, "bzImage"), os.path.join(BUILD, "vmlinux"))
SEND = "dd if=/proc/kcore bs=1048576 count=%d 2>/dev/null | gzip -1"
PT_LOAD = 1
# What stands where natively these are, and how often at the least.
NATIVELY = {"pushf, pop %eax": b"\x9c\x58", "cli": b"\xfa", "sti": b"\xfb"}
LEAST = 50
# What becomes of other instructions that ring 1 must not execute.
OURS = {
    "wbinvd": (b"\x0f\x09", "lguest_wbinvd"),
    "mov %cr2, %eax": (b"\x0f\x20\xd0", "lguest_read_cr2"),
    "mov %cr3, %eax": (b"\x0f\x20\xd8", "lguest_read_cr3"),
    "mov %eax, %cr3": (b"\x0f\x22\xd8", "lguest_write_cr3"),
}


def word(value):
    return struct.pack("<I", value & 0xFFFFFFFF)


def in_guest(name, place):
    """The bytes that a Guest has at this place instead."""
    enabled = VM.symbols["lguest_data"][0]
    if name == "cli":
        return b"\x83\x25" + word(enabled) + b"\0"
    if name != "sti":
        return b"\xa1" + word(enabled)
    code = (b"\xc7\x05" + word(enabled) + word(0x200)
            + b"\x66\x83\x3d" + word(enabled + 4) + b"\0" + b"\x74\x05\xe8")
    return code + word(VM.symbols["lguest_deliver_now"][0] - (place + len(code) + 4))


def text_of_a_guest():
    start, end = (VM.symbols[name][0] for name in ("_stext", "_etext"))
    result = vm("--kernel=" + BZIMAGE, "--", "sh", "-c",
                SEND % ((end - 0xC0000000 >> 20) + 2))
    expect(result.status == 0, result)
    core = zlib.decompress(result.out, 31)
    phoff, = struct.unpack_from("<I", core, 28)
    count, = struct.unpack_from("<H", core, 44)
    for i in range(count):
        kind, offset, virtual, _, size, *_ = struct.unpack_from("<8I", core, phoff + 32 * i)
        if kind == PT_LOAD and virtual <= start and end <= virtual + size:
            return Text(start, core[offset + start - virtual:offset + end - virtual])
    raise Unexpected("the Guest's text is not in its /proc/kcore")


VM = RUNNING = None
HOOKS = {}


@check("a Guest sends us its text")
def _():
    global VM, RUNNING
    VM = Vmlinux(VMLINUX)
    RUNNING = text_of_a_guest()
    etext = VM.symbols["_etext"][0]
    HOOKS.update((place, entries) for place, entries in hooks(VM)
                 if RUNNING.start <= place < etext)
    return "%d bytes, %d hooks" % (len(RUNNING.text), len(HOOKS))


if RUNNING is None:
    finish()

for name, native in NATIVELY.items():
    @check("where natively there is " + name)
    def _():
        places = [place for place, entries in HOOKS.items()
                  if any(e[0] & FLAG_NOT and e[1] == native for e in entries)]
        expect(len(places) >= LEAST, "only", len(places))
        for place in places:
            wanted = in_guest(name, place)
            found = RUNNING.read(place, max(e[2] for e in HOOKS[place]))
            expect(found.startswith(wanted) and is_padding(found[len(wanted):]),
                   "%#x has" % place, found.hex(" "), "and not", wanted.hex(" "))
        code = RUNNING.instructions(places[0], len(in_guest(name, places[0])))
        return "%s; at %d places" % ("; ".join(re.sub(" +", " ", c) for c in code), len(places))


for name, (native, function) in OURS.items():
    @check("where natively there is %s, a call of %s" % (name, function))
    def _():
        places = [place for place, entries in HOOKS.items()
                  if any(e[0] & FLAG_NOT and e[1] == native for e in entries)]
        expect(places, "there is no such hook")
        for place in places:
            code = RUNNING.read(place, 5)
            wanted = b"\xe8" + word(VM.symbols[function][0] - place - 5)
            expect(code == wanted, "%#x has" % place, code.hex(" "), "and not", wanted.hex(" "))
        return "at %d places" % len(places)


@check("every other hook is a direct call, or nothing")
def _():
    calls = nothing = 0
    for place, entries in HOOKS.items():
        if any(e[1] in NATIVELY.values() for e in entries):
            continue
        found = RUNNING.read(place, max(e[2] for e in entries))
        if found[:1] == b"\xe8":
            calls += 1
        else:
            expect(is_padding(found), "%#x has" % place, found.hex(" "))
            nothing += 1
    expect(calls > LEAST, "only", calls)
    return "%d calls, %d times nothing" % (calls, nothing)


@check("every trap ends in the Guest's own iret")
def _():
    place = next(at for at, entries in VM.alternatives().items()
                 if any(e[1] == b"\xcf" for e in entries))
    code = RUNNING.read(place, 5)
    expect(code[:1] == b"\xe9", code.hex(" "))
    to = place + 5 + struct.unpack("<i", code[1:])[0]
    expect(to == VM.symbols["lguest_iret"][0], "it jumps to %#x" % to)


@check("taking a lock with interrupts off calls nobody for the flag")
def _():
    start, size = VM.symbols["_raw_spin_lock_irqsave"]
    code = RUNNING.instructions(start, size)
    data = "0x%x" % VM.symbols["lguest_data"][0]
    for words in ("mov +%s,%%eax" % data, r"andl +\$0x0,%s" % data):
        expect(any(re.match(words, line) for line in code), "no", words, "in", "; ".join(code))
    flags = {"%#x" % VM.symbols[name][0] for name in (
        "lguest_save_fl", "lguest_irq_disable", "lguest_irq_enable")}
    for line in code:
        expect(line.split()[-1] not in flags, "it calls:", line)

finish()
