#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Bad input: one clear line on stderr, a status, and nothing left behind."""
import os
import shutil
import sys
import tarfile
import tempfile

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

work = tempfile.mkdtemp()
IMAGE = os.path.join(BUILD, "bzImage")
with open(IMAGE, "rb") as f:
    bzimage = f.read()


def file(name, data):
    path = os.path.join(work, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    return path


def host(*words):
    return vm("--in=host", *words, "--", "true")

# --- tests/vm

@check("vm: an unknown option")
def _():
    expect_one_line(host("--nosuch=1"), "unknown option", "--nosuch")


@check("vm: an option without its value, or with a bad one")
def _():
    expect_one_line(host("--mem"), "--mem")
    expect_one_line(host("--mem=lots"), "--mem=lots")
    expect_one_line(host("--smp=0"), "--smp=0")
    expect_one_line(host("--in=limbo"), "limbo")


@check("vm: no such kernel, an empty one, something else")
def _():
    expect_one_line(host("--kernel=" + work + "/nosuch"), "nosuch")
    expect_one_line(host("--kernel=" + file("empty", b"")), "not a Linux kernel")
    expect_one_line(host("--kernel=/etc/passwd"), "not a Linux kernel")


@check("vm: a truncated kernel")
def _():
    path = file("truncated", bzimage[:len(bzimage) // 2])
    expect_one_line(host("--kernel=" + path), "truncated")


@check("vm: a corrupt initramfs")
def _():
    expect_one_line(host("--initrd=" + file("corrupt.img", os.urandom(1 << 20))),
                    "corrupt.img", "not an initramfs")


@check("vm: an initramfs that ends in the middle")
def _():
    with open(os.path.join(BUILD, "host.img"), "rb") as f:
        data = f.read()
    expect_one_line(host("--initrd=" + file("half.img", data[:len(data) // 2])),
                    "half.img", "truncated")


@check("vm: too little memory, and just enough")
def _():
    result = host("--mem=8")
    expect_one_line(result, "too little memory", "the Host needs")
    enough = result.err.decode().split("needs ")[1].split()[0]
    result = host("--mem=" + enough)
    expect(result.status == 0, enough, "MiB:", result)
    return enough + " MiB"


@check("vm: too little memory for the Guest, and just enough")
def _():
    for mib in (1, 8, 20):
        expect_one_line(vm("--guest-mem=%d" % mib, "--", "true"), "lguest: ")
    result = vm("--guest-mem=48", "--", "true")
    expect(result.status == 0, result)


@check("vm: a Guest that panics says why, one that powers off too")
def _():
    result = vm("--", "sh", "-c", "echo c > /proc/sysrq-trigger; sleep 100")
    expect_one_line(result, "lguest: ", "sysrq")
    expect_one_line(vm("--", "poweroff", "-f"), "before the command ended")


@check("vm: an unknown CPU model")
def _():
    expect_one_line(host("--cpu=abacus"), "abacus")


@check("vm: a disk that is not there")
def _():
    expect_one_line(host("--block=" + work + "/nodisk"), "nodisk")


@check("vm: a disk that is none")
def _():
    expect_one_line(host("--block=" + work), work, "neither a file nor a block device")
    expect_one_line(host("--host-block=/dev/null"), "/dev/null", "neither")
    expect_one_line(host("--block=" + file("empty.img", b"")), "empty.img is empty")
    expect_one_line(host("--block="), "--block", "needs a value")


@check("vm: a disk that somebody else writes on")
def _():
    path = file("disk.img", bytes(1 << 20))
    expect_one_line(host("--block=" + path, "--host-block=" + path), "disk.img")


@check("vm: no QEMU")
def _():
    expect_one_line(vm("--in=host", "--", "true", env={"QEMU": "qemu-system-none"}),
                    "no QEMU", "qemu-system-none")


@check("vm: a Host that panics says why")
def _():
    result = vm("--in=host", "--", "sh", "-c",
                "echo c > /proc/sysrq-trigger; sleep 100")
    expect_one_line(result, "Kernel panic", "sysrq")


@check("vm: a Host that is switched off before the command ends")
def _():
    expect_one_line(vm("--in=host", "--", "reboot", "-f"), "the Host")

# --- make

def make(*words, **more):
    return call("make", "run", "IN=host", "CMD=true", *words, **more)


def stub(name, script):
    """A folder for PATH with one program of ours in it."""
    path = file("stub-%s/%s" % (name, name), b"#!/bin/sh\n" + script.encode())
    os.chmod(path, 0o755)
    return os.path.dirname(path) + ":" + os.environ["PATH"]


@check("make: no Linux source: LINUX= names nothing")
def _():
    expect_one_line(make("LINUX=" + work + "/nolinux"), "no Linux source", "nolinux")


@check("make: no Linux source: a folder without one")
def _():
    os.makedirs(work + "/empty-folder", exist_ok=True)
    expect_one_line(make("LINUX=" + work + "/empty-folder"), "no Linux source")


@check("make: no Linux source: not a tarball")
def _():
    path = file("linux.tar.xz", b"no tarball\n")
    expect_one_line(make("LINUX=" + path), "no Linux source", "linux.tar.xz")


@check("make: another Linux, unpacked or packed")
def _():
    for name, text in (("Makefile", b"VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\n"),
                       ("Kbuild", b"")):
        file("linux-6.1/" + name, text)
    expect_one_line(make("LINUX=" + work + "/linux-6.1"), "6.1", "6.12")
    with tarfile.open(work + "/linux-6.1.tar", "w") as tar:
        tar.add(work + "/linux-6.1", "linux-6.1")
    result = make("LINUX=" + work + "/linux-6.1.tar")
    expect(result.status != 0 and "6.1, not 6.12" in result.err_lines[-1], result)


@check("make: no QEMU, and no way to get it")
def _():
    apt = stub("apt-get", "echo 'E: Unable to locate package qemu-system-x86' >&2; exit 100")
    result = make(env={"PATH": apt, "QEMU": "qemu-system-none"})
    expect_one_line(result, "qemu-system-x86")


@check("make: a package that cannot be installed")
def _():
    apt = stub("apt-get", "echo \"E: Unable to locate package gdb\" >&2; exit 100")
    # A gdb that make setup cannot see: PATH without it.
    folder = os.path.join(work, "bin")
    os.makedirs(folder, exist_ok=True)
    for place in ("/usr/bin", "/bin", "/usr/sbin", "/sbin"):
        for name in os.listdir(place):
            if name != "gdb" and not os.path.lexists(os.path.join(folder, name)):
                os.symlink(os.path.join(place, name), os.path.join(folder, name))
    result = call("make", "setup", env={"PATH": apt.split(":")[0] + ":" + folder})
    expect_one_line(result, "cannot install gdb")


@check("make trace: a name that is none, or is taken, and nothing to record or to read")
def _():
    expect_one_line(call("make", "trace", "CMD=true", "NAME=../x"), "NAME=../x")
    expect_one_line(call("make", "trace", "CMD=true", "NAME=boot"), "NAME=boot", "choose another")
    expect_one_line(call("make", "trace", "CMD= "), "CMD=")
    expect_one_line(call("make", "trace"), "boot", "CMD=")
    expect_one_line(call("make", "trace", "NAME=nosuch"), "nosuch", "page-fault")
    expect_one_line(call("make", "traces", "NAME=nosuch"), "nosuch", "page-fault")


@check("make: a broken LINUX= leaves what was built as it was")
def _():
    with open(IMAGE, "rb") as f:
        expect(f.read() == bzimage, "build/bzImage has changed")
    result = make()
    expect(result.status == 0, result)

shutil.rmtree(work)
finish()
