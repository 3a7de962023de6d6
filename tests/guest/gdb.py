#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""gdb itself, in the Host and in a Guest: hbreak, watch and rwatch.

Debian's gdb-minimal for i386 and its libraries, unpacked and not installed, go
into an initramfs beside a program of a few lines (gdb/prey.c), and a script
(gdb/commands) leads gdb through it. It must say the same in both.
"""
import glob
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

HERE = os.path.join(TESTS, "guest", "gdb")
OUT = os.path.join(BUILD, "gdb")
PACKAGES = os.path.join(BUILD, "packages")
LIBRARIES = (
    "ld-linux.so.2", "libc.so.6", "libdl.so.2", "libexpat.so.1", "libgcc_s.so.1",
    "libgmp.so.10", "libipt.so.2", "liblzma.so.5", "libm.so.6", "libpthread.so.0",
    "libreadline.so.8", "libstdc++.so.6", "libtinfo.so.6", "libxxhash.so.0",
    "libz.so.1", "libzstd.so.1",
)
# By these, gdb converts the names in a program to the letters of its user.
GCONV = "usr/lib/i386-linux-gnu/gconv"


def build(*command):
    result = call(*command, cwd=HERE)
    expect(result.status == 0, *result.err_lines[-1:])


def make_image():
    os.makedirs(OUT, exist_ok=True)
    prey, stub = (os.path.join(OUT, name) for name in ("prey", "libdebuginfod.so.1"))
    warnings = ("-m32", "-Wall", "-Wextra", "-Werror")
    build("gcc", *warnings, "-static", "-g", "-O1", "-o", prey, "prey.c")
    build("gcc", *warnings, "-O2", "-shared", "-nostdlib", "-fPIC", "-o", stub, "debuginfod.c",
          "-Wl,-soname,libdebuginfod.so.1,--version-script,debuginfod.map")
    entries = ["usr/bin/gdb=" + os.path.join(PACKAGES, "usr/bin/gdb"),
               "lib/libdebuginfod.so.1=" + stub, "gdb/prey=" + prey]
    entries += ["gdb/%s=%s" % (name, os.path.join(HERE, name)) for name in ("prey.c", "commands")]
    entries += ["%s/%s=%s/%s/%s" % (GCONV, name, PACKAGES, GCONV, name)
                for name in ("gconv-modules", "UTF-32.so")]
    for name in LIBRARIES:
        found = [path for where in ("lib", "usr/lib") for path in
                 glob.glob(os.path.join(PACKAGES, where, "i386-linux-gnu", name))]
        expect(found, "no", name, "in", PACKAGES)
        entries.append("lib/%s=%s" % (name, found[0]))
    image = os.path.join(TESTS, "machine", "image")
    inner, outer = os.path.join(OUT, "gdb.cpio"), os.path.join(OUT, "host.img")
    build(image, inner, *entries)
    build(image, outer + ".more", "boot/gdb.cpio=" + inner)
    with open(outer, "wb") as f:
        for part in (os.path.join(BUILD, "host.img"), inner, outer + ".more"):
            with open(part, "rb") as g:
                f.write(g.read())
    return outer


@check("gdb and its libraries are there")
def _():
    setup = call(os.path.join(TESTS, "machine", "setup"), "inner-gdb")
    expect(setup.status == 0, *setup.err_lines[-1:])
    return "%d MiB" % (os.path.getsize(make_image()) >> 20)
if failures:            # then there is nothing to try it with
    finish()

result = vm("--in=host", "--mem=512", "--initrd=" + os.path.join(OUT, "host.img"), "--",
            "sh", "-c", r"""
cat /boot/guest.img /boot/gdb.cpio > /tmp/guest.img
gdb="timeout -s KILL 60 gdb -nx -batch -x /gdb/commands /gdb/prey"
$gdb < /dev/null 2>&1
echo @@@@
in-guest --mem=128 --timeout=120 --initrd=/tmp/guest.img -- $gdb < /dev/null 2>&1
""", timeout=310)
in_host, _, in_guest = (text.strip().split("\n") for text in
                        result.out.decode("latin-1").partition("@@@@\n"))


@check("the Host's gdb is stopped by hbreak, watch and rwatch")
def _():
    for line in ("Breakpoint 1, bump (by=by@entry=1) at prey.c:8",
                 "Hardware watchpoint 2: counter", "Old value = 0", "New value = 1",
                 "Hardware read watchpoint 3: seen", "Value = 1", "Old value = 3",
                 "prey ends"):
        expect(line in in_host, "no", repr(line), "in", *in_host)
    expect(in_host[-1].endswith("exited normally]"), in_host[-1], result)


@check("the Guest's gdb says the same")
def _():
    for one, other in zip(in_host, in_guest):
        # The number of a process may differ.
        if not one.startswith("[Inferior"):
            expect(one == other, "the Host says %r, the Guest %r" % (one, other))
    expect(len(in_host) == len(in_guest), len(in_guest), "lines, natively", len(in_host),
           *in_guest[-3:])

finish()
