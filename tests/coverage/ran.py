# SPDX-License-Identifier: GPL-2.0-only
"""Which instructions of the book's code a QEMU has run.

QEMU translates a block of instructions when it is about to be run for the first
time, and says so in its log (-d in_asm). Such a log has megabytes; what is left
of it is a file of addresses in the folder COVERAGE, one for each kernel.
"""
import bisect
import fcntl
import glob
import os
import re

import lines

ENDING = ".blocks"
# The tests whose machines leave word of what they run: all that boot build/bzImage in QEMU.
TIERS = ("boot", "guest", "devices", "debian", "selftests", "hostile", "exercises")


def options(folder):
    """For a QEMU to log what it runs, and where."""
    os.makedirs(folder, exist_ok=True)
    known = lines.known()
    log = os.path.join(folder, "%s-%d%s" % (known["key"], os.getpid(), ENDING))
    return log, ["-d", "in_asm", "-D", log, "-dfilter", known["filter"]]


def addresses(log, switcher):
    """Those of all instructions in the blocks of a log.

    An instruction in the Switcher's copy is the one that has the same bytes at
    the same place of one of its pages; the copy lies where there is room.
    """
    at, text = switcher[0], bytes.fromhex(switcher[1])
    found = set()
    for line in log:
        number, colon, rest = line.partition(":")
        if not number.startswith("0x") or not colon:
            continue
        address = int(number, 16)
        if address not in lines.GROUND:
            found.add(address)
            continue
        data = bytes.fromhex(re.match(r" *((?:[0-9a-f]{2} )*)", rest)[1])
        for place in range(address % lines.PAGE, len(text), lines.PAGE):
            if data and text[place:place + len(data)] == data:
                found.add(at + place)
    return found


def ours(found, rows):
    """Of the addresses, those at which some line of the book's is run."""
    places = lines.merge((row[:2] for row in rows), 0)
    starts = [place[0] for place in places]
    return {address for address in found
            if (i := bisect.bisect_right(starts, address)) and address < places[i - 1][1]}


def read(folder, key):
    try:
        with open(os.path.join(folder, key)) as f:
            return {int(line, 16) for line in f}
    except OSError:
        return set()


def add(folder, key, found):
    """Several may do it at once."""
    with open(os.path.join(folder, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = read(folder, key)
        if found <= before:
            return
        path = os.path.join(folder, key)
        with open(path + ".new", "w") as f:
            f.writelines("%08x\n" % address for address in sorted(found | before))
        os.replace(path + ".new", path)


def reduce(log):
    """Makes addresses of a log, which goes."""
    known = lines.known()
    folder, name = os.path.split(log)
    try:
        with open(log, errors="replace") as f:
            found = addresses(f, known["switcher"])
    except OSError:
        return
    # Another kernel has come meanwhile: whose lines these were, nobody knows.
    if name.startswith(known["key"]):
        add(folder, known["key"], ours(found, known["rows"]))
    os.unlink(log)


# ---- a tier of tests: each has a folder

WHOLE = "whole"         # there, the kernel of which all of the tier is known


def begin(folder, anew):
    """Before a tier, or a part of it. All of it has to say everything anew."""
    lines.known()
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder) if anew else []:
        os.unlink(os.path.join(folder, old))


def end(folder, whole):
    """Also for the machines whose end came too suddenly to be told of."""
    for log in glob.glob(os.path.join(glob.escape(folder), "*" + ENDING)):
        reduce(log)
    if whole:
        with open(os.path.join(folder, WHOLE), "w") as f:
            f.write(lines.known()["key"] + "\n")


def is_whole(folder, key):
    try:
        with open(os.path.join(folder, WHOLE)) as f:
            return f.read().strip() == key
    except OSError:
        return False
