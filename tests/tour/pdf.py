#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The book as a PDF."""
import functools
import html

from chapters import *
from checks import *

PDF = "Documentation/tour/lguest.pdf"
make_paper(PDF)


def headings():
    """(depth, title) of each stage, chapter, stop and journey, in reading order."""
    found = []
    for stage in STAGES:
        of = [s for s in stops() if s[0][0] == stage[0]]
        found += [(0, stage)] if of else []
        for path in dict.fromkeys(s[2] for s in of):
            found.append((1, next(l for l in lines(path) if l.startswith("# "))[2:]))
            found += [(2, "%s %s" % s[:2]) for s in of if s[2] == path]
    return found + [(0, "Journeys")] + [(1, title) for title in journeys()]


def pattern(title):
    """A title as it is printed: with other quotes, and perhaps on two lines."""
    return r"\W+".join(re.findall(r"\w+", title)) + r"\W*?"


def poppler(tool, *words):
    result = call(tool, *words)
    expect(result.status == 0, result)
    return result.out.decode(errors="replace")


@functools.cache
def printed():
    return poppler("pdftotext", "-raw", PDF, "-")


@check("the paper is A4")
def _():
    info = poppler("pdfinfo", PDF)
    expect("(A4)" in info, info)
    expect(re.search(r"^Title: +lguest$", info, re.M), info)
    return re.search(r"Pages: +(\d+)", info).group(1) + " pages"


@check("each line of code is there, whole: none is cut off")
def _():
    # A line that goes on over the page has that page's head and number in it.
    text = re.sub(r"\n\f.*\n\d+\n", "\n", printed())
    gone = missing(text)
    expect(not gone, gone)
    return "%d lines" % len(code())


@check("nothing is outside the page's margins")
def _():
    words = poppler("pdftotext", "-bbox", PDF, "-")
    for left, right, word in re.findall(
            r'<word xMin="([\d.-]+)"[^>]*xMax="([\d.-]+)"[^>]*>([^<]*)<', words):
        expect(float(left) > 40 and float(right) < 595 - 40, html.unescape(word))


@check("bookmarks: stages, in them chapters, and in these each stop")
def _():
    outline = poppler("pdftohtml", "-xml", "-i", "-stdout", PDF).partition("<outline>")[2]
    marks, depth = [], 0
    for way, title in re.findall(r"<(/?outline)>|<item[^>]*>([^<]*)", outline):
        depth += {"outline": 1, "/outline": -1, "": 0}[way]
        if not way:
            marks.append((depth, html.unescape(title)))
    wanted = [(0, "lguest"), (1, "Contents")] + headings()
    for (depth, title), (there, mark) in zip(wanted, marks):
        expect(depth == there and re.fullmatch(pattern(title), mark),
               title, depth, "is", mark, there)
    expect(len(marks) == len(wanted), len(marks), "and not", len(wanted))
    return "%d" % len(marks)


begins = []     # (page, depth, title), as the contents tell


@check("the contents tell the page of each heading, and it is there")
def _():
    pages = printed().split("\f")
    contents = "\n".join(p.split("\n", 2)[2] for p in pages if p.startswith("lguest Contents\n"))
    at = contents.index("\n") + 1    # "Contents"
    for depth, title in headings():
        entry = re.compile(pattern(title) + r"\s+(\d+)\s+").match(contents, at)
        expect(entry, "no number behind", title)
        at, number = entry.end(), int(entry.group(1))
        page = pages[number - 1]
        expect(page.split("\n")[1] == str(number), "page", number, "calls itself", page[:80])
        expect(re.search("^" + pattern(title) + "$", page, re.M), title, "is not on page", number)
        begins.append((number, depth, title))
    return "%d" % len(begins)


@check("the head of each page tells its stage and its chapter")
def _():
    head = ["lguest", "Contents"]
    for number, page in enumerate(printed().split("\f")[1:-1], 2):
        for at, depth, title in begins:
            if at == number and depth == 0:
                head = [title]
            elif at == number and depth == 1 and head[0] != "Journeys":
                head = [head[0], title]
        expect(re.match(pattern(" ".join(head)) + "\n", page), number, "has not", head, page[:80])


@check("links lead somewhere, to each stop at least")
def _():
    names = set(re.findall(r'"([^"\n]*)"$', poppler("pdfinfo", "-dests", PDF), re.M))
    with open(os.path.join(ROOT, PDF), "rb") as f:
        data = f.read()
    links = {re.sub(r"#(..)", lambda m: chr(int(m.group(1), 16)), l.decode("latin-1"))
             for l in re.findall(rb"/Dest /([^\s/<>\[\]()]+)", data)}
    for tag, *_ in stops():
        expect(tag in links, "no link to", tag)
    dead = {l for l in links if l not in names}
    expect(not dead, "dead:", sorted(dead)[:5])
    return "%d places" % len(links)


@check("every letter has a shape")
def _():
    fonts = poppler("pdffonts", PDF).split("\n")[2:]
    expect(fonts and all(" yes " in f for f in fonts if f), fonts)


finish()
