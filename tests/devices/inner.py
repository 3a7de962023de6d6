# SPDX-License-Identifier: GPL-2.0-only
"""Programs of Debian's for i386 in Host and Guest, with their libraries.

host_image("net", "inner-net", programs) unpacks the packages of a group of
tests/machine/setup, and answers with the file name of a Host initramfs in which
the programs are; /boot/NAME.cpio in there is the same for a Guest's.
"""
import glob
import os
import re

import stubs
from checks import BUILD, TESTS, call, expect

PACKAGES = os.path.join(BUILD, "packages")
OUT = os.path.join(BUILD, "devices")
LIBRARIES = [os.path.join(PACKAGES, at, "i386-linux-gnu") for at in ("lib", "usr/lib")]


def must(*command):
    result = call(*command)
    expect(result.status == 0, *result.err_lines[-1:])
    return result.out.decode()


def needed(path, found):
    """The libraries of a program, and theirs: name -> file."""
    for name in re.findall(r"NEEDED +(\S+)", must("objdump", "-p", path)):
        if name in stubs.LIBRARIES:
            found[name] = stubs.make(must, OUT, name, path)
        elif name not in found:
            files = [f for at in LIBRARIES for f in glob.glob(os.path.join(at, name))]
            expect(files, "no", name, "for", path)
            found[name] = os.path.realpath(files[0])
            needed(found[name], found)
    return found


def host_image(name, group, programs):
    must(os.path.join(TESTS, "machine", "setup"), group)
    os.makedirs(OUT, exist_ok=True)
    found, entries = {"ld-linux.so.2": os.path.join(LIBRARIES[0], "ld-linux.so.2")}, []
    for program in programs:
        path = os.path.join(PACKAGES, program)
        needed(path, found)
        entries.append("usr/bin/%s=%s" % (os.path.basename(program), path))
    entries += ["lib/%s=%s" % pair for pair in sorted(found.items())]
    image = os.path.join(TESTS, "machine", "image")
    inner, outer = (os.path.join(OUT, name + end) for end in (".cpio", ".img"))
    must(image, inner, *entries)
    must(image, outer + ".more", "boot/%s.cpio=%s" % (name, inner))
    with open(outer, "wb") as f:
        for part in (os.path.join(BUILD, "host.img"), inner, outer + ".more"):
            with open(part, "rb") as g:
                f.write(g.read())
    return outer
