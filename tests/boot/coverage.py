#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""COVERAGE=FOLDER: tests/vm leaves word of which instructions of the book's were run."""
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path[:0] = [os.path.join(__file__.rsplit("/", 2)[0], name) for name in ("", "coverage")]
from checks import BUILD, TESTS, check, expect, expect_one_line, finish, vm  # noqa: E402
import lines  # noqa: E402
import ran  # noqa: E402

FOLDER = tempfile.mkdtemp(prefix="coverage-")
KEY = lines.known()["key"]
AT = dict(lines.symbols(os.path.join(BUILD, "vmlinux")))
LAUNCHER = range(0xc000000, 0xd000000)

TABLE = """\
debug_line[0x00000000]
include_directories[  0] = "/somewhere/build/kernel"
include_directories[  1] = "chapters/5-host"
include_directories[  2] = "../linux/include/linux"
file_names[  0]:
           name: "10-device.nw"
      dir_index: 1
file_names[  1]:
           name: "list.h"
      dir_index: 2
Address            Line   Column File   ISA Discriminator Flags
0x00000000c0400000     10      0      0   0             0  is_stmt
0x00000000c0400000     11      0      0   0             0  is_stmt
0x00000000c0400000     12      0      0   0             0 
0x00000000c0400004     13      0      0   0             0 
0x00000000c0400004     14      0      0   0             0  is_stmt
0x00000000c0400008     99      0      1   0             0  is_stmt
0x00000000c040000c     15      0      0   0             0  is_stmt
0x00000000c0400010     15      0      0   0             0  end_sequence
debug_line[0x00000100]
file_names[  0]:
           name: "other.c"
      dir_index: 2
0x00000000c0400020     20      0      0   0             0  is_stmt
0x00000000c0400024     20      0      0   0             0  end_sequence
"""


@check("a line table: statements that share an instruction, and whose they are")
def _():
    chapter = "chapters/5-host/10-device.nw"
    found = list(lines.rows(TABLE.split("\n"), lines.Sources()))
    wanted = [(0xc0400000, 0xc0400004, chapter, n) for n in (10, 11, 12)] + \
        [(0xc0400004, 0xc0400008, chapter, 14), (0xc040000c, 0xc0400010, chapter, 15)]
    expect(found == wanted, found)


@check("a log: its addresses, and the Switcher's from wherever its copy is")
def _():
    text = bytes(range(256)) * 32       # two pages
    text = text[:0x1000] + b"\x90\xf4" + text[0x1002:]
    log = ["IN: \n", "0xc0400000:  55        pushl    %ebp\n", "0xc0400001:  c3    retl\n", "\n",
           "0xffd33010:  10 11 12   adcb  (%edi), %al\n",   # of the first page, or the second
           "0xffd34000:  90  nop\n", "0xffd34001:  f4  hlt\n",
           "0xffd34800:  ff ff  foreign\n", "0xffd34", "0xffd34001:"]
    found = ran.addresses(log, (0xc0551000, text.hex()))
    expect(found == {0xc0400000, 0xc0400001, 0xc0551010, 0xc0552010, 0xc0552000, 0xc0552001},
           [hex(a) for a in sorted(found)])


@check("of the addresses, those of the book's lines are kept")
def _():
    rows = [(10, 20, "a.nw", 1), (10, 12, "a.nw", 2), (30, 40, "a.nw", 3)]
    kept = ran.ours({9, 10, 15, 19, 20, 29, 30, 39, 40}, rows)
    expect(kept == {10, 15, 19, 30, 39}, kept)


@check("results of several machines are added up")
def _():
    folder = os.path.join(FOLDER, "sum")
    os.mkdir(folder)
    for some in ({1, 5}, {3}, set(), {5, 0xffffffff}):
        ran.add(folder, KEY, some)
    expect(ran.read(folder, KEY) == {1, 3, 5, 0xffffffff}, ran.read(folder, KEY))
    expect(ran.read(folder, "another") == set(), "of another kernel too")


def covering(name, *words):
    folder = os.path.join(FOLDER, name)
    result = vm(*words, env={"COVERAGE": folder})
    expect(result.status == 0, result)
    expect(not glob.glob(os.path.join(folder, "*" + ran.ENDING)), "its log is still there")
    return ran.read(folder, KEY)


@check("a Host alone runs no line of the Guest's, the Launcher's or the Switcher's")
def _():
    found = covering("host", "--in=host", "--", "true")
    expect(AT["switcher_init"] in found, "not even the start of the Host")
    expect(AT["lguest_init"] not in found, "it took itself for a Guest")
    expect(not any(address in LAUNCHER for address in found), "the Launcher")
    expect(AT["switcher_text"] not in found, "the Switcher")
    return "%d instructions" % len(found)


@check("with a Guest all of them run")
def _():
    found = covering("guest", "--", "true")
    for name in ("switcher_init", "lguest_entry", "lguest_init", "lguest_iret", "switcher_text"):
        expect(AT[name] in found, name)
    expect(any(address in LAUNCHER for address in found), "no Launcher")
    return "%d instructions" % len(found)


@check("another kernel is not counted")
def _():
    kernel = os.path.join(FOLDER, "bzImage")
    shutil.copy(os.path.join(BUILD, "bzImage"), kernel)
    expect(covering("other", "--in=host", "--kernel=" + kernel, "--", "true") == set(), "it is")


@check("a machine that is killed has told all the same")
def _():
    folder = os.path.join(FOLDER, "killed")
    process = subprocess.Popen(
        [os.path.join(TESTS, "vm"), "--quiet", "--in=host", "--", "sh", "-c", "echo up; sleep 1000"],
        env=dict(os.environ, COVERAGE=folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        expect(process.stdout.readline() == b"up\n", "it does not come up")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    expect(ran.read(folder, KEY) == set(), "who has told?")
    ran.end(folder, whole=True)
    expect(AT["switcher_init"] in ran.read(folder, KEY), "nothing is known of it")
    expect(os.listdir(folder).count("whole") == 1 and ran.is_whole(folder, KEY), os.listdir(folder))
    ran.begin(folder, anew=True)
    expect(not os.listdir(folder), "a tier does not begin anew", os.listdir(folder))


@check("a folder that cannot be")
def _():
    expect_one_line(vm("--in=host", "--", "true", env={"COVERAGE": "/dev/null/x"}), "COVERAGE")


shutil.rmtree(FOLDER)
finish()
