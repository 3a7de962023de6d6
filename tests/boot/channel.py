#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/vm brings out exactly what a command printed, and how it ended."""
import hashlib
import subprocess
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

EVERY_BYTE = bytes(range(256))
NASTY = ["", " ", "a  b", "two\nlines", "'single'", '"double"', "$HOME", "`date`",
         "*", "\\", "--mem=1", "a=b;c", "ä€", "\x01\x7f"]

for where in ("host", "guest"):
    @check(where + ": stdout, stderr and status are apart and exact")
    def _():
        result = vm("--in=" + where, "--", "sh", "-c",
                    'printf "out\\0put"; printf "err\\nor" >&2; exit 42')
        expect(result.out == b"out\0put" and result.err == b"err\nor"
               and result.status == 42, result)

    @check(where + ": words arrive as they are")
    def _():
        result = vm("--in=" + where, "--", "printf", "[%s]", *NASTY)
        expect(result.out.decode() == "".join("[%s]" % w for w in NASTY), result)

    @check(where + ": every byte passes, in and out")
    def _():
        result = vm("--in=" + where, "--", "cat", stdin=EVERY_BYTE * 300)
        expect(result.out == EVERY_BYTE * 300, result)

    @check(where + ": a command that a signal ended, 128 + its number")
    def _():
        for number in (9, 11, 15):
            result = vm("--in=" + where, "--", "sh", "-c", "kill -%d $$" % number)
            expect(result.status == 128 + number, result)

    @check(where + ": no such command, 127 and its name")
    def _():
        result = vm("--in=" + where, "--", "nosuch")
        expect(result.status == 127 and b"nosuch" in result.err, result)

    @check(where + ": an input that comes late and in pieces")
    def _():
        feeder = subprocess.Popen(["sh", "-c", "echo a; sleep 4; echo b"],
                                  stdout=subprocess.PIPE)
        result = vm("--in=" + where, "--", "cat", stdin=feeder.stdout)
        feeder.wait()
        expect(result.out == b"a\nb\n" and result.status == 0, result)

    @check(where + ": an input that never ends holds nobody up")
    def _():
        feeder = subprocess.Popen(["sleep", "1000"], stdout=subprocess.PIPE)
        try:
            result = vm("--in=" + where, "--", "echo", "done", stdin=feeder.stdout)
        finally:
            feeder.kill()
            feeder.wait()
        expect(result.out == b"done\n" and result.status == 0, result)

    @check(where + ": 8 MiB out, to the byte")
    def _():
        result = vm("--in=" + where, "--", "sh", "-c",
                    "yes 'all work and no play' | head -c 8388608")
        wanted = (b"all work and no play\n" * 400000)[:8388608]
        expect(hashlib.md5(result.out).digest() == hashlib.md5(wanted).digest(),
               len(result.out), "bytes came;", result)

    @check(where + ": 8 MiB in, to the byte")
    def _():
        data = (b"and no play makes Jack\n" * 400000)[:8388608]
        result = vm("--in=" + where, "--", "md5sum", stdin=data)
        expect(result.out.split()[:1] == [hashlib.md5(data).hexdigest().encode()],
               result)

    @check(where + ": a timeout is 124 and one line")
    def _():
        started = time.monotonic()
        result = vm("--in=" + where, "--timeout=8", "--", "sleep", "1000")
        expect_one_line(result, "no end after 8")
        expect(result.status == 124 and time.monotonic() - started < 20, result)

    @check("make run CMD=, IN=%s: stdout is the command's and nothing else" % where)
    def _():
        result = call("make", "run", "CMD=echo $HOME; hostname", "IN=" + where)
        expect(result.out == b"/root\n%s\n" % where.encode(), result)
        expect(result.status == 0, result)

    @check("make run CMD=, IN=%s: a failing command fails" % where)
    def _():
        result = call("make", "run", "CMD=exit 3", "IN=" + where)
        expect(result.out == b"" and result.status != 0, result)


@check("in-guest: three Guests one after the other in one Host, each exact")
def _():
    result = vm("--in=host", "--", "sh", "-c",
                "for i in 1 2 3; do in-guest -- sh -c \"echo $i; exit $i\"; echo =$?; done")
    expect(result.out == b"1\n=1\n2\n=2\n3\n=3\n", result)

finish()
