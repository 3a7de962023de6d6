# SPDX-License-Identifier: GPL-2.0-only
"""The chapters as a test reads them, by noweb's rules and nobody else's help."""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
import checks  # noqa: E402
from checks import ROOT, TESTS, call, check, expect, finish  # noqa: E402

STAGES = ["Preparation", "Guest", "Drivers", "Launcher", "Host", "Switcher",
          "Mastery"]


def paths():
    return sorted(os.path.relpath(p, ROOT)
                  for p in glob.glob(os.path.join(ROOT, "chapters/*/*.nw")))


def lines(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read().split("\n")


def stops():
    """(tag, title, path, line) of each, in reading order."""
    found = []
    for path in paths():
        for number, line in enumerate(lines(path), 1):
            heading = re.match(r"## ([A-Z]:\d{3}) (.*)", line)
            if heading:
                found.append((*heading.groups(), path, number))
    return found


def journeys():
    """The titles of the journeys."""
    return [lines(os.path.relpath(p, ROOT))[0][2:]
            for p in sorted(glob.glob(os.path.join(ROOT, "chapters/journeys/*.md")))]


def code():
    """(path, line, text) of each line of code, with «uses», as it is shown."""
    found = []
    for path in paths():
        inside, part = False, []
        for number, line in enumerate(lines(path), 1):
            if re.match(r"<<.*>>=\s*$", line):
                inside, part = True, []
            elif inside and (line == "@" or line.startswith("@ ")):
                inside = False
                while part and not part[-1][2].strip():
                    part.pop()
                found += part
            elif inside:
                text = re.sub(r"(?<!@)<<(.*?)(?<!@)>>", r"«\1»", line)
                text = re.sub(r"^@@", "@", text)
                text = text.replace("@<<", "<<").replace("@>>", ">>")
                part.append((path, number, re.sub(r"\[\[(.*?)\]\]", r"\1", text)
                             if "«" in text else text))
    return found


def squeeze(text):
    return "".join(text.split())


def missing(text):
    """The first line of code that is not in a text, whole and in its turn."""
    text, at = squeeze(text), 0
    for path, number, line in code():
        line = squeeze(line)
        found = text.find(line, at)
        # The next line is near: what is far off is another one that is alike.
        if found < 0 or found > at + 60000:
            return "%s:%d: %s" % (path, number, line)
        at = found + len(line)
    return None


def make_paper(path):
    """Makes the book on paper; without it there is nothing more to be tried."""
    @check("%s is made" % os.path.basename(path))
    def _():
        setup = call(os.path.join(TESTS, "machine", "setup"), "paper", "tour")
        expect(setup.status == 0, *setup.err_lines[-1:])
        made = call("make", "-s", path)
        expect(made.status == 0, made)
        return "%d KiB" % (os.path.getsize(os.path.join(ROOT, path)) // 1024)
    if checks.failures:
        finish()
