#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tours of the chapters in an editor (.tours/), as CodeTour wants them."""
import glob
import json

from chapters import *
from checks import *

# https://aka.ms/codetour-schema, as far as we use it: name -> type.
TOUR = {"$schema": str, "title": str, "description": str, "isPrimary": bool,
        "nextTour": str, "steps": list}
STEP = {"file": str, "line": int, "title": str, "description": str}
# A step of a tour, as the extension looks for it: "[text][title#step]".
STEP_LINK = re.compile(r"\[[^\]]+\]\[([^\]#]+)#(\d+)\](?!\()")


def matches(thing, schema, required):
    for key in required:
        expect(key in thing, "no", key, "in", str(thing)[:200])
    for key, value in thing.items():
        expect(key in schema, "nobody knows", key)
        expect(type(value) is schema[key], key, "is", repr(value)[:100])


@check(".tours/ is made")
def _():
    made = call("make", "-s", "tours")
    expect(made.status == 0, made)


tours = {}
for path in sorted(glob.glob(os.path.join(ROOT, ".tours/*.tour"))):
    with open(path, encoding="utf-8") as f:
        tours[os.path.basename(path)] = json.load(f)
stage_tours = [t for name, t in sorted(tours.items()) if name[0].isdigit()]


@check("each tour and each step is what CodeTour's schema says")
def _():
    for tour in tours.values():
        matches(tour, TOUR, ("title", "steps"))
        expect(tour["steps"], tour["title"], "has no steps")
        for step in tour["steps"]:
            matches(step, STEP, ("file", "line", "description"))
            expect(step["description"].strip(), step["title"], "says nothing")
    titles = [t["title"] for t in tours.values()]
    expect(len(set(titles)) == len(titles), titles)
    return "%d tours" % len(tours)


@check("each step is at the heading of its stop")
def _():
    steps = 0
    for tour in tours.values():
        for step in tour["steps"]:
            line = lines(step["file"])[step["line"] - 1]
            tag = step["title"].split()[0]
            expect(line.startswith("## %s " % tag), step["file"], step["line"], line)
            steps += 1
    return "%d steps" % steps


@check("the stages' tours lead over all stops, in order, each tour to the next")
def _():
    got = [s["title"].split()[0] for t in stage_tours for s in t["steps"]]
    expect(got == [s[0] for s in stops()], "other stops, or another order")
    for tour, following in zip(stage_tours, stage_tours[1:] + [{}]):
        expect(tour.get("nextTour") == following.get("title"), tour.get("nextTour"))
    expect([t.get("isPrimary", False) for t in stage_tours] ==
           [True] + [False] * (len(stage_tours) - 1), "more than one to begin with")


@check("a journey is a tour")
def _():
    for path in glob.glob(os.path.join(ROOT, "chapters/journeys/*.md")):
        name = re.sub(r"^\d+-", "", os.path.basename(path)[:-3])
        with open(path, encoding="utf-8") as f:
            tags = re.findall(r"^\d+\. \[([A-Z]:\d{3})\]", f.read(), re.M)
        got = [s["title"].split()[0] for s in tours["journey-%s.tour" % name]["steps"]]
        expect(got == tags, name, got, tags)
    return "%d" % (len(tours) - len(stage_tours))


@check("references are links to steps that exist")
def _():
    titles = {t["title"]: t for t in stage_tours}
    links = 0
    for tour in tours.values():
        for step in tour["steps"]:
            expect("](#" not in step["description"], step["title"])
            for title, number in STEP_LINK.findall(step["description"]):
                expect(1 <= int(number) <= len(titles[title]["steps"]), title, number)
                links += 1
    expect(links, "there are none")
    return "%d" % links


finish()
