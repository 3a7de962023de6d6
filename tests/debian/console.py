# SPDX-License-Identifier: GPL-2.0-only
"""A person at the console of a Debian: reads what comes, and types.

    with Console(vm_command) as console:
        console.log_in()
        status, text = console.run("uname -a")
        console.type("poweroff")
        console.end()           # everything up to the end, and the exit status
"""
import os
import re
import select
import signal
import subprocess
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

PATIENCE_S = 400
os.environ["PATH"] += ":/usr/sbin:/sbin"
# Colours, and what bash and systemd tell a terminal beside the text.
ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>])|\r")


class Console:
    def __init__(self, command, log):
        self.log = open(os.path.join(BUILD, "log", "debian-%s.log" % log), "wb")
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.log)
        self.text, self.at, self.lost = "", 0, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.log.close()

    def kill(self):
        """tests/vm then kills QEMU, without a word to it, and waits for its end."""
        self.process.terminate()
        self.process.wait()

    def _read(self, deadline, waiting_for):
        fd = self.process.stdout.fileno()
        if not select.select([fd], [], [], max(0, deadline - time.monotonic()))[0]:
            raise Unexpected("waited in vain for", repr(waiting_for), "behind",
                             shorten(self.text[self.at:][-400:].encode()))
        data = os.read(fd, 65536)
        self.log.write(data)
        self.log.flush()
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def wait_for(self, pattern, patience=PATIENCE_S):
        """The match, once pattern stands somewhere behind what was read so far."""
        expect(not self.lost, "nobody answers since it", self.lost)
        self.lost = "should say %r" % pattern
        deadline = time.monotonic() + patience
        while True:
            new = ESCAPES.sub("", self.text[self.at:])
            match = re.search(pattern, new)
            if match:
                # An escape sequence may still be on its way: what is left of it
                # is no harm to the next one who looks.
                self.text, self.at = new[match.end():], 0
                self.lost = None
                return match
            if not self._read(deadline, pattern):
                raise Unexpected("it ended before", repr(pattern), "behind",
                                 shorten(new[-400:].encode()))

    def type(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def log_in(self):
        """As root, who has no password here; seconds until the prompt for that."""
        self.wait_for(r"debian login: ")
        self.type("root")
        self.wait_for(r"root@debian:~# ")

    def plain(self):
        """From here on only what programs say: no echo, no prompt."""
        self.type("exec env PS1= PS2= TERM=dumb bash --noediting --norc")
        self.type("dmesg -n 1; stty -echo; echo pl''ain")
        self.wait_for(r"\nplain\n")

    def run(self, command, patience=PATIENCE_S):
        """Its status, and what it printed."""
        self.type("{ %s\n} 2>&1 </dev/null; echo \"@@\"$?" % command)
        match = self.wait_for(r"((?:.|\n)*?)@@(\d+)\n", patience)
        return int(match.group(2)), match.group(1)

    def end(self, patience=PATIENCE_S):
        """Until it is over: its exit status, and the rest of what it said."""
        deadline = time.monotonic() + patience
        while self._read(deadline, "the end"):
            pass
        return self.process.wait(patience), ESCAPES.sub("", self.text[self.at:])


def launcher(disk, before="", after=""):
    """The command that boots that disk in a Guest, and gives us its console."""
    return [os.path.join(TESTS, "vm"), "--quiet", "--in=host", "--timeout=1800", "--mem=768",
            "--block=" + disk, "--", "sh", "-c",
            before + "lguest --block=/dev/vda 256 /boot/bzImage console=hvc0"
            " root=/dev/lgba rw panic=-1 " + after]


def fsck(disk, *words):
    return call("fsck.ext4", *words, disk)


def filesystem_is_well(disk):
    result = fsck(disk, "-fn")
    expect(result.status == 0, "fsck:", result)
    return True
