# SPDX-License-Identifier: GPL-2.0-only
"""What the tests have run, stop by stop; the record of it, and the reasons for what they have not.

A line counts as run if any instruction is that belongs to it. A chapter's line is
its stop's; which stop brought a line into a file of Linux, extract/where knows.
"""
import bisect
import collections
import os
import re
import sys

import lines
import ran

sys.path.insert(0, os.path.join(lines.ROOT, "tests", "tour"))
import chapters  # noqa: E402

RECORD = os.path.join(lines.ROOT, "chapters", "coverage.txt")
REASONS = os.path.join(lines.ROOT, "chapters", "never-run.txt")
CHANCE = "By chance: "
HEAD = """\
# What the tests run of each stop that has code: lines run/lines that can run, and
# the tiers that ran them. `make coverage` writes it, when all of them have run.
"""

# One stop: places that can run, {tier: places that it ran}.
Stop = collections.namedtuple("Stop", "can ran")


def run_of(stop):
    return set().union(*stop.ran.values())


class Finder:
    """Whose stop is a place?"""

    def __init__(self, places):
        self.stops = collections.defaultdict(list)
        for tag, _, path, line in chapters.stops():
            self.stops[path].append((line, tag))
        others = sorted({place for place in places if not place[0].endswith(".nw")})
        said = lines.output(
            os.path.join(lines.ROOT, "extract", "where"), cwd=lines.ROOT,
            input="".join("%s:%d\n" % place for place in others).encode()).split("\n") \
            if others else []
        self.others = {place: found[1] for place, line in zip(others, said)
                       if (found := re.search(r"  \[(\w:\d{3}) ", line))}

    def tag(self, path, line):
        if not path.endswith(".nw"):
            return self.others.get((path, line))
        i = bisect.bisect_right(self.stops[path], (line, "~"))
        return self.stops[path][i - 1][1] if i else None


def with_code():
    """The stops that have any code, in reading order."""
    where = Finder([])
    found = {where.tag(path, line) for path, line, _ in chapters.code()}
    return [tag for tag, *_ in chapters.stops() if tag in found]


def count(known, tiers):
    """{tag: Stop} of the stops with code that can run; tiers is {name: addresses}."""
    where = Finder((path, line) for _, _, path, line in known["rows"])
    found = {}
    tiers = {name: sorted(addresses) for name, addresses in tiers.items()}
    for start, end, *place in known["rows"]:
        place = tuple(place)
        tag = where.tag(*place)
        if not tag:
            continue
        stop = found.setdefault(tag, Stop(set(), {}))
        stop.can.add(place)
        for name, addresses in tiers.items():
            i = bisect.bisect_left(addresses, start)
            if i < len(addresses) and addresses[i] < end:
                stop.ran.setdefault(name, set()).add(place)
    return {tag: found[tag] for tag, *_ in chapters.stops() if tag in found}


def folder(tier):
    return os.path.join(lines.BUILD, "coverage", tier)


def results():
    """(stops, tiers of which we do not know all) for the kernel that there is."""
    known = lines.known()
    missing = [tier for tier in ran.TIERS if not ran.is_whole(folder(tier), known["key"])]
    return count(known, {tier: ran.read(folder(tier), known["key"]) for tier in ran.TIERS}), missing


# ---- the record, and the reasons

def record(stops):
    """The text of chapters/coverage.txt."""
    text = HEAD
    for tag in with_code():
        stop = stops.get(tag, Stop(set(), {}))
        tiers = "all" if len(stop.ran) == len(ran.TIERS) else " ".join(
            tier for tier in ran.TIERS if tier in stop.ran)
        text += ("%s %d/%d %s" % (tag, len(run_of(stop)), len(stop.can), tiers)).strip() + "\n"
    return text


def read_record():
    """{tag: (lines run, lines that can run)}"""
    try:
        with open(RECORD) as f:
            words = [line.split() for line in f if not line.startswith("#")]
    except OSError:
        return {}
    return {tag: tuple(map(int, counts.split("/"))) for tag, counts, *_ in words}


def read_reasons():
    """{tag: why no test runs that stop}"""
    with open(REASONS, encoding="utf-8") as f:
        return dict(line.rstrip("\n").split(" ", 1) for line in f if not line.startswith("#"))


def lines_never_run(stops):
    """A text: all of them, stop by stop, as they stand in their files."""
    text = ""
    for tag, stop in stops.items():
        for path, line in sorted(stop.can - run_of(stop)):
            text += "%s %s:%d:%s\n" % (tag, path, line, chapters.lines(path)[line - 1])
    return text


def table(stops):
    """For each stage: its stops with code that can run, those run and never run; and lines."""
    rows = ["%-12s %6s %6s %10s %10s %10s" % ("stage", "stops", "run", "never run",
                                             "lines", "lines run")]
    for name in chapters.STAGES + ["all"]:
        some = [stop for tag, stop in stops.items() if name in ("all", stage_of(tag))]
        can = sum(len(stop.can) for stop in some)
        if some:
            rows.append("%-12s %6d %6d %10d %10d %10d" % (
                name, len(some), sum(bool(stop.ran) for stop in some),
                sum(not stop.ran for stop in some), can, sum(len(run_of(stop)) for stop in some)))
    return rows


def stage_of(tag):
    return next(stage for stage in chapters.STAGES if stage[0] == tag[0])
