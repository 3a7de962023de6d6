# SPDX-License-Identifier: GPL-2.0-only
"""vmlinux and its notes for the alternatives, and text of a running kernel."""
import collections
import re
import struct
import subprocess
import tempfile

from checks import *

# struct alt_instr, and the flags in it (asm/alternative.h).
ENTRY = struct.Struct("<iiHHBB")
FLAG_NOT, FLAG_DIRECT_CALL = 1, 2
CALL_INDIRECT = b"\xff\x15"


class Vmlinux:
    """As much of an ELF file as we need: memory as it was linked, and symbols."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.file = f.read()
        expect(self.file[:6] == b"\x7fELF\x01\x01", path, "is no 32-bit ELF file")
        (self.phoff, self.shoff) = struct.unpack_from("<II", self.file, 28)
        (_, self.phnum, _, self.shnum) = struct.unpack_from("<HHHH", self.file, 42)
        self.segments = [struct.unpack_from("<8I", self.file, self.phoff + 32 * i)
                         for i in range(self.phnum)]
        self.segments = [s for s in self.segments if s[0] == 1]
        self.symbols = dict(self.read_symbols())

    def read_symbols(self):
        sections = [struct.unpack_from("<10I", self.file, self.shoff + 40 * i)
                    for i in range(self.shnum)]
        table = next(s for s in sections if s[1] == 2)
        names = sections[table[6]][4]
        for at in range(table[4], table[4] + table[5], 16):
            name, value, size = struct.unpack_from("<III", self.file, at)
            end = self.file.index(b"\0", names + name)
            yield self.file[names + name:end].decode(), (value, size)

    def find(self, address):
        for _, offset, virtual, physical, filled, *_ in self.segments:
            if virtual <= address < virtual + filled:
                return address - virtual + offset, address - virtual + physical
        raise Unexpected("%#x is not in vmlinux" % address)

    def read(self, address, size):
        at = self.find(address)[0]
        return self.file[at:at + size]

    def alternatives(self):
        """Each place that is patched, with its entries in their order."""
        places = collections.defaultdict(list)
        at, end = (self.symbols[name][0] for name in
                   ("__alt_instructions", "__alt_instructions_end"))
        while at < end:
            place, new, bit, flags, old_len, new_len = ENTRY.unpack(
                self.read(at, ENTRY.size))
            places[at + place].append(
                (flags, self.read(at + 4 + new, new_len), old_len))
            at += ENTRY.size
        return places


class Text:
    """The text of a kernel as it stands in a machine's memory, from start on."""

    def __init__(self, start, text):
        self.start, self.text = start, text

    def read(self, address, size):
        return self.text[address - self.start:address - self.start + size]

    def instructions(self, start, size):
        with tempfile.NamedTemporaryFile() as f:
            f.write(self.read(start, size))
            f.flush()
            listing = subprocess.run(
                ["objdump", "-D", "-b", "binary", "-m", "i386", f.name,
                 "--adjust-vma=%#x" % start, "--no-show-raw-insn"],
                check=True, stdout=subprocess.PIPE, text=True).stdout
        return re.findall(r"^ *[0-9a-f]+:\t(.*)", listing, re.MULTILINE)


def is_padding(code):
    """Nops of any length, of those the kernel uses on 32 bits, or a jump over it all."""
    if code[:1] == b"\xeb" and code[1:2] == bytes([len(code) - 2]):
        return code[2:] == b"\xcc" * (len(code) - 2)
    return not re.sub(rb"(?:\x3e)?\x8d(?:\x76\0|\x74\x26\0|\xb6\0{4}|\xb4\x26\0{4})"
                      rb"|(?:\x66)?\x0f\x1f(?:\0|\x40\0|\x44\0\0|\x80\0{4}|\x84\0{5})"
                      rb"|\x89\xf6|\x66?\x90", b"", code, flags=re.DOTALL)


def hooks(vmlinux):
    """The places where vmlinux calls through pv_ops."""
    start, size = vmlinux.symbols["pv_ops"]
    for place, entries in vmlinux.alternatives().items():
        old = vmlinux.read(place, 6)
        if old[:2] == CALL_INDIRECT and \
           start <= struct.unpack_from("<I", old, 2)[0] < start + size:
            yield place, entries
