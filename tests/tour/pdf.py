#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The book as a PDF."""
import html

from chapters import *
from checks import *

PDF = "Documentation/tour/lguest.pdf"
make_paper(PDF)


def poppler(tool, *words):
    result = call(tool, *words)
    expect(result.status == 0, result)
    return result.out.decode(errors="replace")


@check("the paper is A4")
def _():
    info = poppler("pdfinfo", PDF)
    expect("(A4)" in info, info)
    expect(re.search(r"^Title: +lguest$", info, re.M), info)
    return re.search(r"Pages: +(\d+)", info).group(1) + " pages"


@check("each line of code is there, whole: none is cut off")
def _():
    text = poppler("pdftotext", "-raw", PDF, "-")
    # A line that goes on over the page has the page's number in it.
    text = re.sub(r"\n\d+\n\f", "\n", text)
    gone = missing(text)
    expect(not gone, gone)
    return "%d lines" % len(code())


@check("nothing is outside the page's margins")
def _():
    words = poppler("pdftotext", "-bbox", PDF, "-")
    for left, right, word in re.findall(
            r'<word xMin="([\d.-]+)"[^>]*xMax="([\d.-]+)"[^>]*>([^<]*)<', words):
        expect(float(left) > 40 and float(right) < 595 - 40, html.unescape(word))


@check("bookmarks: stages, chapters, and each stop")
def _():
    outline = poppler("pdftohtml", "-xml", "-i", "-stdout", PDF).split("<outline>", 1)
    expect(len(outline) == 2, "there is no outline")
    items = [html.unescape(s) for s in re.findall(r"<item[^>]*>([^<]*)", outline[1])]
    tags = [m.group(1) for m in (re.match(r"([A-Z]:\d{3}) ", i) for i in items) if m]
    expect(tags == [s[0] for s in stops()], "tags in another order, or others")
    for stage in STAGES:
        expect(stage in items or not any(s[0][0] == stage[0] for s in stops()), stage)
    for title in journeys():
        expect(title in items, title)
    return "%d" % len(items)


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
