#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Somebody sits at the terminal: `make run` and tests/vm without a command."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

ROWS, COLS = 31, 97
PROMPT = "guest# "


class Seat:
    """A terminal, and a program that believes it is a person's."""

    def __init__(self, *command):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLS, 0, 0))
        self.modes = termios.tcgetattr(self.slave)
        environment = {k: v for k, v in os.environ.items()
                       if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "ONLY")}
        environment["TERM"] = "vt100"
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=self.slave,
                                        stdout=self.slave, stderr=self.slave,
                                        start_new_session=True, preexec_fn=self.take_terminal)
        self.text = ""

    @staticmethod
    def take_terminal():
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def read(self, seconds):
        if select.select([self.master], [], [], seconds)[0]:
            self.text += os.read(self.master, 65536).decode("latin-1")
            return True
        return False

    def wait_for(self, pattern, seconds=60):
        """Reads up to the pattern; returns what came before, and forgets it."""
        deadline = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.text)
            if found:
                before, self.text = self.text[:found.start()], self.text[found.end():]
                return before
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(min(left, 1)) and self.process.poll() is not None:
                raise Unexpected("no %r; what came: %s" % (pattern, shorten(self.text.encode())))

    def type(self, text):
        os.write(self.master, text.encode())

    def say(self, command):
        """A command's output, without its echo."""
        self.type(command + "\r")
        self.wait_for(re.escape(command) + r"\r*\n", 20)
        return self.wait_for(PROMPT, 30).replace("\r", "")

    def expect_says(self, command, wanted):
        said = self.say(command)
        expect(said == wanted, command, "says", repr(said[-200:]), "not", repr(wanted[-200:]))

    def end(self, seconds=30):
        """Its exit status, once all that it had to say has come."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            self.read(0.1)
            if time.monotonic() > deadline:
                raise Unexpected("it does not end; what came: %s" % shorten(self.text.encode()))
        while self.read(0.1):
            pass
        return self.process.returncode

    def expect_as_before(self):
        now = termios.tcgetattr(self.slave)
        expect(now == self.modes, "the terminal's modes were", self.modes, "and are", now)

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
        return [int(child) for child in f.read().split()]


def seat(*command):
    def run(function):
        one = Seat(*command)
        try:
            return function(one)
        finally:
            one.close()
    return run


@check("a session: prompt, command, output, Ctrl-C, window, exit")
def _():
    @seat("tests/vm", "--quiet")
    def note(it):
        started = time.monotonic()
        it.wait_for(PROMPT)
        note = "%.1f s to the prompt" % (time.monotonic() - started)
        it.expect_says("echo $((6 * 7)) $(hostname)", "42 guest\n")
        it.expect_says("stty size", "%d %d\n" % (ROWS, COLS))
        it.expect_says("echo $TERM; tty", "vt100\n/dev/hvc0\n")
        # A line that is mended while it is typed.
        it.type("echo oops\x7f\x7f\x7f\x7fwell\r")
        it.wait_for(r"\nwell\r*\n", 20)
        it.wait_for(PROMPT)
        it.type("sleep 1000\r")
        it.wait_for("sleep 1000")
        time.sleep(1)
        it.type("\x03")
        it.wait_for(PROMPT, 10)
        it.expect_says("echo $?", "130\n")
        it.expect_says("false; echo $?", "1\n")
        it.expect_says("seq 1 3000", "".join("%d\n" % n for n in range(1, 3001)))
        it.type("exit\r")
        expect(it.end() == 0, "status", it.process.returncode, shorten(it.text.encode()))
        it.expect_as_before()
        return note
    return note


@check("Ctrl-D at the prompt ends Guest, Host and QEMU too")
def _():
    @seat("tests/vm", "--quiet")
    def _(it):
        it.wait_for(PROMPT)
        qemu = children(it.process.pid)
        expect(len(qemu) == 1, qemu)
        it.type("\x04")
        expect(it.end() == 0, "status", it.process.returncode, shorten(it.text.encode()))
        expect(not os.path.exists("/proc/%d" % qemu[0]), "QEMU goes on")
        it.expect_as_before()


@check("a Guest that panics: one line, and the terminal is as it was")
def _():
    @seat("tests/vm", "--quiet")
    def _(it):
        it.wait_for(PROMPT)
        it.type("echo c > /proc/sysrq-trigger\r")
        it.wait_for("Kernel panic - not syncing: sysrq", 20)
        it.end()
        lines = [l for l in it.text.replace("\r", "").split("\n") if l.startswith("lguest: ")]
        expect(len(lines) == 1 and "sysrq" in lines[0], lines, shorten(it.text.encode()))
        it.expect_as_before()


@check("killed in the middle of it, the terminal is as it was")
def _():
    @seat("tests/vm", "--quiet")
    def _(it):
        it.wait_for(PROMPT)
        it.say("true")
        it.process.terminate()
        it.end()
        it.expect_as_before()


@check("make run: the Guest's prompt, and exit")
def _():
    @seat("make", "run")
    def _(it):
        it.wait_for(PROMPT, 300)
        it.expect_says("uname -n", "guest\n")
        it.type("exit\r")
        expect(it.end() == 0, "status", it.process.returncode, shorten(it.text.encode()))
        it.expect_as_before()


@check("make run IN=host: the Host's prompt, and exit")
def _():
    @seat("make", "run", "IN=host")
    def _(it):
        it.wait_for("host# ", 300)
        it.type("exit\r")
        expect(it.end() == 0, "status", it.process.returncode, shorten(it.text.encode()))
        it.expect_as_before()

finish()
