#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""lguest(1) and lguest(4) are real manual pages, and tell of what there is: each
option of --help, each request, event and counter of the headers, and no other."""
import os
import re
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

PAGES = ("lguest.1", "lguest.4")
made = call("make", "-s", "man")


def shown(page):
    """As it is on a screen, without bold and the like."""
    result = call("groff", "-t", "-man", "-Tascii", "-P-cbou", os.path.join(BUILD, page))
    expect(result.status == 0, result)
    return result.out.decode()


def read(*path):
    with open(os.path.join(ROOT, *path)) as f:
        return f.read()


for page in PAGES:
    @check("%s is a manual page, without a warning" % page)
    def _():
        expect(made.status == 0, made)
        result = call("groff", "-t", "-man", "-ww", "-Tutf8", "-z", os.path.join(BUILD, page))
        expect(result.status == 0 and not result.err, result)
        text = shown(page)
        for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "SEE ALSO"):
            expect(re.search("^%s$" % section, text, re.M), "no section", section)


@check("lguest(1) has each option of --help, with its argument, and no other")
def _():
    result = vm("--in=host", "--", "lguest", "--help")
    expect(result.status == 0, result)
    there = set(re.findall(r"^  (--[a-z-]+(?:=[A-Z]+)?)", result.out.decode(), re.M))
    expect(len(there) > 5, there)
    page = read("Documentation", "lguest.1.md").replace("\\", "").replace("*", "")
    told = set(re.findall(r"^(--[a-z-]+(?:=[A-Z]+)?)", page, re.M))
    # A network is spelled out there.
    told = {"--tunnet=NET" if option.startswith("--tunnet") else option for option in told}
    expect(told == there, "in the page only:", sorted(told - there), "in --help only:", sorted(there - told))
    return "%d options" % len(told)


@check("lguest(4) has each request and event of the header, with its number")
def _():
    header, page = read("src", "include", "lguest", "launcher.h"), read("Documentation", "lguest.4.md")
    numbers = dict(re.findall(r"\b(LGUEST_(?:REQ|EVENT)_[A-Z_]+)\s*= (\d+)", header))
    expect(len(numbers) > 6, numbers)
    told = dict(re.findall(r"^\*\*(LGUEST_(?:REQ|EVENT)_[A-Z_]+)\*\* \((\d+)\)", page, re.M))
    expect(told == numbers, told, numbers)


finish()
