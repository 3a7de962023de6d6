#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The book's recordings of what ran are what runs.

Each is made anew and held against the committed one. Of the small ones the
sequence has to be the same: for what, from which ring, and what the Host did,
how often is left open. Of the others each kind of exit and of call has to be
there about as often. What the Host's interrupts bring is chance, and left out.
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
from checks import *  # noqa: E402,F401,F403
from checks import BUILD, ROOT, call, check, expect, finish  # noqa: E402

OURS = os.path.join(ROOT, "chapters", "traces")
SMALL = ("10-system-call", "20-page-fault")
# A kind may be so many times rarer or more frequent, and that many at the least:
# another compiler lays out pages and functions in another way.
FACTOR, ANYWAY = 1.4, 8


def read(folder, name):
    """The header, and (why, ring, where, {deed: times}, times) for each row."""
    with open(os.path.join(folder, name + ".txt")) as f:
        head, _, rows = f.read().partition("\n\n")
    header = dict(l.split(" ", 1) for l in head.split("\n")[1:])
    found = []
    for line in rows.strip().split("\n"):
        words = line.split()
        did = {}
        for deed in words[10].split(",") if words[10] != "-" else []:
            deed, _, times = deed.partition("*")
            did[deed] = int(times or 1)
        did.pop("interrupt", None)
        if words[7] != "begin" and not words[7].startswith("interrupt-") and words[7] != "nmi":
            found.append((words[7], words[8], words[9], did, int(words[1])))
    return header, found


def counts(rows):
    """{what: times} of exits and of deeds."""
    found = {}
    for why, ring, _, did, times in rows:
        for name, n in [(why + " from ring " + ring, times)] + list(did.items()):
            found[name] = found.get(name, 0) + n
    return found


def alike(a, b):
    return max(a, b) <= FACTOR * min(a, b) + ANYWAY


folder = tempfile.TemporaryDirectory(prefix="traces.", dir=BUILD)
@check("the examples are recorded anew, in one Host")
def _():
    result = call("make", "-s", "trace-ready", timeout=3600)
    expect(result.status == 0, result)
    result = call(os.path.join(ROOT, "tests/machine/trace"), "--own", "--out=" + folder.name, timeout=900)
    expect(result.status == 0, result)
    expect(sorted(n for n in os.listdir(folder.name)) == sorted(n for n in os.listdir(OURS) if n.endswith(".txt")),
           os.listdir(folder.name))


for name in sorted(n[:-4] for n in os.listdir(OURS) if n.endswith(".txt")):
    @check("%s is what runs" % name[3:])
    def _():
        _, before = read(OURS, name)
        header, now = read(folder.name, name)
        if name in SMALL:
            before, now = ([(why, ring, list(did)) for why, ring, _, did, _ in rows]
                           for rows in (before, now))
            expect(before == now, "recorded", before, "runs", now)
            return "%d exits" % (len(now) - 1)
        before, now = counts(before), counts(now)
        for kind in sorted(set(before) | set(now)):
            expect(alike(before.get(kind, 0), now.get(kind, 0)), kind, "recorded",
                   before.get(kind, 0), "times, runs", now.get(kind, 0))
        return "%s instructions, %d kinds" % (header["instructions"], len(now))


finish()
