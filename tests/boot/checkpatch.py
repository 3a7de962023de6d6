#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own scripts/checkpatch.pl --strict, on what goes into the kernel.

It sees the tangled files without the lines that tangling adds (#line, and the
comments that open and close a stop), and complains at the chapter's line.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

PARTS = ("guest", "host", "switcher", "drivers", "include/lguest")
EXCUSED = (
    "EMBEDDED_FUNCTION_NAME",   # a message may use the word "push"
    "AVOID_EXTERNS",            # symbols of assembler files
    "MEMORY_BARRIER",           # its comment is the name of the chunk
    "LINE_SPACING",             # the same, where a blank line would be
)
CHECKPATCH = os.path.join(BUILD, "linux", "scripts", "checkpatch.pl")
work = tempfile.mkdtemp()
origins = {}


def strip(path):
    """A copy without our marks; remembers where each of its lines is from."""
    relative = os.path.relpath(path, os.path.join(ROOT, "src"))
    copy = os.path.join(work, relative)
    os.makedirs(os.path.dirname(copy), exist_ok=True)
    origin, lines = [], []
    chapter, number = "src/" + relative, 0
    with open(path) as f:
        for line in f:
            number += 1
            mark = re.match(r'#\s*(?:line )?(\d+) "(.*)"', line)
            if mark:
                chapter, number = mark[2], int(mark[1]) - 1
            elif not re.match(r"\s*/\*([GHDLSPM]:\d+ .*|:)\*/$", line):
                lines.append(line)
                origin.append("%s:%d" % (chapter, number))
    with open(copy, "w") as f:
        f.writelines(lines)
    origins[relative] = origin
    return relative

for part in PARTS:
    @check("checkpatch --strict has nothing to say: " + part)
    def _():
        files = [strip(p) for p in
                 sorted(glob.glob(os.path.join(ROOT, "src", part, "*.[chS]")))]
        expect(files, "no files in src/" + part)
        result = call("perl", CHECKPATCH, "--strict", "--no-tree", "--terse",
                      "--no-summary", "--color=never",
                      "--ignore=" + ",".join(EXCUSED), "-f", *files, cwd=work)
        said = []
        for line in result.out.decode().split("\n"):
            found = re.match(r"([^:]+):(\d+): (.*)", line)
            if found:
                said.append("%s: %s" % (origins[found[1]][int(found[2]) - 1],
                                        found[3]))
        expect(not said, "; ".join(said))
        expect(result.status == 0, result)
        return "%d files" % len(files)

shutil.rmtree(work)
finish()
