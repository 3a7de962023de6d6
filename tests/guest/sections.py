# SPDX-License-Identifier: GPL-2.0-only
"""A script in sections, and what came of each (see answers.py).

A section is a name and a shell command. A machine runs them one after the
other; tests/guest/stamp puts the Host's clock in front of each line.
"""
import re
import shlex

MARK = "@@@"
SECTION_TIMEOUT = 400

# What a Guest of 16 MiB has room for: busybox, without the test programs.
SMALL_INITRD = r"""
mkdir -p /tmp/small/bin /tmp/small/etc /tmp/small/dev /tmp/small/proc /tmp/small/sys
cd /tmp/small
cp /init . && cp /bin/busybox /bin/wire bin && echo guest > etc/role
mknod dev/console c 5 1
find . | cpio -o -H newc > /tmp/small.img 2>/dev/null
cd / && rm -r /tmp/small
"""


def script(sections):
    """Shell text that runs them all; as many `sh -c`, so that none harms the next."""
    lines = []
    for name, command in sections:
        lines.append("echo '%s begin %s'" % (MARK, name))
        lines.append("timeout -s KILL %d sh -c %s </dev/null 2>&1"
                     % (SECTION_TIMEOUT, shlex.quote(command)))
        lines.append("echo '%s end %s '$?" % (MARK, name))
    return "\n".join(lines) + "\n"


class Section:
    def __init__(self, begin_ms):
        self.begin_ms = begin_ms
        self.end_ms = self.status = None
        self.lines = []         # what was printed
        self.times = []         # (ms since the Host's boot, its date in ms)

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def seconds(self):
        return (self.end_ms - self.begin_ms) / 1000


def parse(output):
    """{name: Section} of stamped output; one that never ended has status None."""
    found, now = {}, None
    for line in output.decode("utf-8", "replace").split("\n"):
        got = re.match(r"(\d+) (\d+) (.*)$", line)
        if not got:
            continue
        ms, date, text = int(got[1]), int(got[2]), got[3]
        # A program's last line may lack its end.
        before, mark, after = text.partition(MARK + " ")
        if now and (before or not mark):
            now.lines.append(before)
            now.times.append((ms, date))
        words = after.split()
        if mark and words[0] == "begin":
            now = found[words[1]] = Section(ms)
        elif mark and words[0] == "end":
            now.status, now.end_ms = int(words[2]), ms
            now = None
    return found
