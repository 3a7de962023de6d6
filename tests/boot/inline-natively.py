#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Run natively, the kernel has the native instructions where the hooks are.

usage: tests/boot/inline-natively.py [BZIMAGE VMLINUX]

Boots the image on the bare machine until it misses a root file system, reads
the text it then runs out of the machine's memory, and compares each hook's
place with what vmlinux says must be there: cli, sti, pushf …, never a call.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from vmlinux import *

BZIMAGE, VMLINUX = sys.argv[1:3] if len(sys.argv) == 3 else (
    os.path.join(BUILD, "bzImage"), os.path.join(BUILD, "vmlinux"))
BOOT_S = 120
PATCHED = b"Kernel panic - not syncing: VFS"

# What an op is natively, when it is short enough to stand inline.
NATIVELY = {
    "cli": b"\xfa",
    "sti": b"\xfb",
    "pushf, pop %eax": b"\x9c\x58",
    "mov %cr2, %eax": b"\x0f\x20\xd0",
    "mov %cr3, %eax": b"\x0f\x20\xd8",
    "mov %eax, %cr3": b"\x0f\x22\xd8",
    "mov %edx, (%eax), a page table's entry": b"\x89\x10",
    "wbinvd": b"\x0f\x09",
    "nothing, after a page table's entry": b"",
}
# Where it matters most: the functions, and what they must execute.
FUNCTIONS = {
    "_raw_spin_lock_irqsave": ("pushf", "cli"),
    "_raw_spin_unlock_irqrestore": ("sti",),
    "do_idle": ("cli",),
    "exc_page_fault": ("mov    %cr2",),
}


class Running(Text):
    """Booted on the bare machine."""

    def __init__(self, vmlinux, cpu, smp):
        self.start = vmlinux.symbols["_stext"][0]
        self.end = vmlinux.symbols["_einittext"][0]
        with tempfile.TemporaryDirectory() as folder:
            super().__init__(self.start, self.boot(vmlinux, cpu, smp, folder))

    def boot(self, vmlinux, cpu, smp, folder):
        monitor, dump = os.path.join(folder, "qmp"), os.path.join(folder, "text")
        qemu = subprocess.Popen(
            [os.environ.get("QEMU") or "qemu-system-i386",
             "-M", "pc,acpi=off", "-nodefaults", "-no-user-config",
             "-display", "none", "-accel", "tcg", "-cpu", cpu,
             "-smp", "%d,sockets=%d" % (smp, smp), "-m", "128", "-no-reboot",
             "-kernel", BZIMAGE, "-append", "console=ttyS0 panic=0 no_timer_check",
             "-serial", "stdio", "-qmp", "unix:%s,server=on,wait=off" % monitor],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        alarm = threading.Timer(BOOT_S, qemu.kill)
        alarm.start()
        try:
            log = b""
            for line in qemu.stdout:
                log += line
                if PATCHED in line:
                    break
            else:
                raise Unexpected("the kernel did not come as far:", log[-300:])
            self.ask(monitor, "pmemsave", val=vmlinux.find(self.start)[1],
                     size=self.end - self.start, filename=dump)
            with open(dump, "rb") as f:
                return f.read()
        finally:
            alarm.cancel()
            qemu.kill()
            qemu.wait()
            qemu.stdout.close()

    @staticmethod
    def ask(path, command, **arguments):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(path)
            with s.makefile("rw") as qmp:
                qmp.readline()
                for name, words in (("qmp_capabilities", {}), (command, arguments)):
                    print(json.dumps({"execute": name, "arguments": words}),
                          file=qmp, flush=True)
                    answer = json.loads(qmp.readline())
                    while "event" in answer:
                        answer = json.loads(qmp.readline())
                    expect("return" in answer, answer)


def look_at(machine, cpu, smp):
    running = []

    @check(machine + ": the kernel boots, and we can read its text")
    def _():
        running.append(Running(VM, cpu, smp))
    if not running:
        return
    running = running[0]
    found = {place: running.read(place, max(e[2] for e in entries))
             for place, entries in HOOKS.items()}

    for name, code in NATIVELY.items():
        @check("%s: %s" % (machine, name))
        def _():
            places = [place for place, entries in HOOKS.items()
                      if any(e[0] & FLAG_NOT and e[1] == code for e in entries)]
            expect(places, "there is no such hook")
            for place in places:
                expect(found[place].startswith(code)
                       and is_padding(found[place][len(code):]),
                       "%#x has" % place, found[place].hex(" "))
            return "inline at %d places" % len(places)

    @check(machine + ": every other hook is a direct call, or nothing")
    def _():
        calls = nothing = 0
        for place, entries in HOOKS.items():
            if any(e[0] & FLAG_NOT for e in entries):
                continue
            expect(any(e[0] & FLAG_DIRECT_CALL for e in entries), hex(place))
            if found[place][:1] == b"\xe8":
                calls += 1
            else:
                expect(is_padding(found[place]), "%#x has" % place,
                       found[place].hex(" "))
                nothing += 1
        return "%d calls, %d times nothing" % (calls, nothing)

    @check(machine + ": every trap ends in iret itself")
    def _():
        place = VM.symbols["asm_iret_error"][0]
        ends = [(at, entries) for at, entries in VM.alternatives().items()
                if any(e[1] == b"\xcf" for e in entries)]
        expect(len(ends) == 1 and ends[0][0] < place, "the hook is not there")
        code = running.read(ends[0][0], place - ends[0][0])
        expect(code[:1] == b"\xcf" and is_padding(code[1:]), code.hex(" "))

    for name, wanted in FUNCTIONS.items():
        @check("%s: %s executes %s" % (machine, name, " and ".join(wanted)))
        def _():
            start, size = VM.symbols[name]
            code = running.instructions(start, size)
            for words in wanted:
                expect(any(line.startswith(words) for line in code), "; ".join(code))
            native = {"%#x" % value for symbol, (value, _) in VM.symbols.items()
                      if symbol.startswith("pv_native_")}
            for line in code:
                expect(line.split()[-1] not in native, "it calls:", line)


VM, HOOKS = None, {}


@check("vmlinux knows its hooks")
def _():
    global VM
    VM = Vmlinux(VMLINUX)
    HOOKS.update(hooks(VM))
    expect(len(HOOKS) > 100, "only", len(HOOKS))
    return "%d of them" % len(HOOKS)


if HOOKS:
    look_at("pentium3, 1 CPU", "pentium3", 1)
    look_at("max, 2 CPUs", "max", 2)
finish()
