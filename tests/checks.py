# SPDX-License-Identifier: GPL-2.0-only
"""What the tests share: saying ok and not ok, and calling things.

    from checks import *
    @check("the Host boots")
    def _():
        result = vm("--in=host", "--", "true")
        expect(result.status == 0, result)
    finish()
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(TESTS)
BUILD = os.environ.get("BUILD") or os.path.join(ROOT, "build")
failures = 0

# What a kernel says that is not well, or is dying.
COMPLAINT = re.compile(
    r"\bBUG\b|WARNING|Oops|Call Trace|Kernel panic|general protection|unchecked MSR"
    r"|UBSAN|ODEBUG|INFO: (?!NMI handler)|kmemleak: (\d+ new|.*disabled)|debugfs: |nobody cared"
    r"|detected buffer overflow|list_(add|del) corruption|Bad page|scheduling while"
    r"|circular locking|suspicious RCU|bad unlock|refcount_t|usercopy:|soft lockup|pagealloc: ")


class Unexpected(Exception):
    pass


class Result:
    def __init__(self, process):
        self.status = process.returncode
        self.out, self.err = process.stdout, process.stderr

    def __str__(self):
        return "status %d, stdout %s, stderr %s" % (
            self.status, shorten(self.out), shorten(self.err))

    @property
    def err_lines(self):
        """Stderr without what make says about itself."""
        return [l for l in self.err.decode(errors="replace").split("\n")
                if l and not re.match(r"make(\[\d+\])?: (\*\*\*|Leaving|Entering)", l)]


def shorten(data, most=300):
    text = repr(data.decode("latin-1"))
    return text if len(text) <= most else text[:most // 2] + "…" + text[-most // 2:]


def call(*command, stdin=b"", env=None, timeout=600, cwd=ROOT):
    environment = dict(os.environ, **(env or {}))
    # What the make that runs us was told is not for those that we run.
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "ONLY"):
        environment.pop(name, None)
    return Result(subprocess.run(
        command, cwd=cwd, env=environment, timeout=timeout,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        **({"stdin": stdin} if not isinstance(stdin, bytes) else {"input": stdin})))


def vm(*words, **more):
    """tests/vm, quietly, and never for ever."""
    return call(os.path.join(TESTS, "vm"), "--quiet", "--timeout=300", *words,
                **more)


def expect(condition, *what):
    if not condition:
        raise Unexpected(" ".join(str(w) for w in what))


def expect_one_line(result, *words):
    """Bad input: a status, one line on stderr with these words in it."""
    expect(result.status != 0, "it succeeded:", result)
    expect(len(result.err_lines) == 1, "not one line:", result)
    for word in words:
        expect(word in result.err_lines[0], "no", repr(word), "in", result)


def expect_well(log):
    """A kernel's log, which is whole, has no complaint."""
    expect("Linux version" in log, "no log:", shorten(log.encode()))
    bad = [l for l in log.split("\n") if COMPLAINT.search(l)]
    expect(not bad, *bad[:5])


def parts_of(output, mark="@@@@"):
    """{name: bytes} of what a script printed behind each `echo '@@@@ NAME'`."""
    parts = {}
    for part in output.split(mark.encode() + b" ")[1:]:
        name, _, text = part.partition(b"\n")
        parts[name.decode()] = text
    return parts


def texts_of(output, mark="@@@@"):
    """The same as text, without the line ends around each."""
    return {name: text.decode("latin-1").strip()
            for name, text in parts_of(output, mark).items()}


def check(name):
    def run(function):
        global failures
        try:
            note = function()
        except Unexpected as e:
            why = str(e)
        except subprocess.TimeoutExpired as e:
            why = "no end after %d seconds" % e.timeout
        except Exception as e:
            why = "%s: %s" % (type(e).__name__, e)
        else:
            print("ok %s%s" % (name, " (%s)" % note if note else ""), flush=True)
            return
        failures += 1
        print("not ok %s: %s" % (name, why.replace("\n", " ")), flush=True)
    return run


def finish():
    sys.exit(1 if failures else 0)
