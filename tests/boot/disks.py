#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/vm's disks: in the Host, in a Guest, and what is left on them after that."""
import sys
import tempfile

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

work = tempfile.TemporaryDirectory()
MIB = 1 << 20


def disk(name, data, size=4 * MIB):
    path = os.path.join(work.name, name)
    with open(path, "wb") as f:
        f.write(data)
        f.truncate(size)
    return path


def start(path):
    with open(path, "rb") as f:
        return f.read(6)


first, second, third = (disk(name, name.encode()) for name in ("first,", "second", "third."))
DISKS = ("--block=" + first, "--block=" + second + ",ro", "--host-block=" + third)


@check("the Host has all of them, the Guest's first; one is read only")
def _():
    result = vm("--in=host", *DISKS, "--", "sh", "-c", """
for disk in a b c; do head -c 6 /dev/vd$disk; done; echo; echo $GUEST_BLOCK
for disk in a b c; do printf wrote- > /dev/vd$disk; done""")
    expect(result.out == b"first,secondthird.\n/dev/vda /dev/vdb,ro\n", result)


@check("what was written stays, with the Host long gone")
def _():
    expect([start(d) for d in (first, second, third)] == [b"wrote-", b"second", b"wrote-"],
           *map(start, (first, second, third)))


@check("the Guest has its own, and not the Host's")
def _():
    result = vm(*DISKS, "--", "sh", "-c", """
head -c 6 /dev/lgba; head -c 6 /dev/lgbb; ls /dev/lgb*
printf guest- > /dev/lgba; printf guest- > /dev/lgbb""")
    expect(result.out == b"wrote-second/dev/lgba\n/dev/lgbb\n", result)
    expect(start(first) == b"guest-" and start(second) == b"second", start(first), start(second))


@check("BLOCK= is the Guest's first disk")
def _():
    result = vm("--", "head", "-c", "6", "/dev/lgba", env={"BLOCK": first})
    expect(result.out == b"guest-", result)


def seat(*options):
    """What somebody sees who gives tests/vm no command."""
    return vm(*options, stdin=subprocess.DEVNULL)


def system(name):
    """A disk with a system on it, which says so and powers off."""
    root = os.path.join(work.name, "root")
    os.makedirs(os.path.join(root, "sbin"), exist_ok=True)
    made = call("gcc", "-m32", "-static", "-x", "c", "-o", os.path.join(root, "sbin/init"), "-",
                stdin=rb"""
#include <sys/reboot.h>
#include <stdio.h>
int main(int argc, char **argv)
{
	printf("This is %s from %s\n", argv[argc - 1], DISK);
	fflush(stdout);
	reboot(RB_POWER_OFF);
}
""".replace(b"DISK", b'"%s"' % name.encode()))
    expect(made.status == 0, made)
    path = disk(name, b"", 16 * MIB)
    setup = call(os.path.join(TESTS, "machine", "setup"), "debian")     # mke2fs
    expect(setup.status == 0, setup)
    made = call("mke2fs", "-q", "-t", "ext4", "-d", root, path,
                env={"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    expect(made.status == 0, made)
    return path


@check("a first disk with a system on it is what the Guest boots")
def _():
    path = system("one")
    result = seat("--block=" + path, "--append=hello")
    expect(result.status == 0 and b"This is hello from one" in result.out, result)


@check("root= names another, /dev/ram0 the initramfs")
def _():
    disks = ["--block=" + system(name) for name in ("two", "three")]
    result = seat(*disks, "--append=root=/dev/lgbb hello")
    expect(result.status == 0 and b"This is hello from three" in result.out, result)
    # What is first there ends at once, and that is the Guest's end.
    result = seat(*disks, "--append=root=/dev/ram0 rdinit=/bin/wire")
    expect(b"This is" not in result.out and b"Run /bin/wire as init" in result.out, result)

finish()
