#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The book as an EPUB."""
import html
import zipfile

from chapters import *
from checks import *

EPUB = "Documentation/tour/lguest.epub"
make_paper(EPUB)

book = zipfile.ZipFile(os.path.join(ROOT, EPUB))
files = {name: book.read(name) for name in book.namelist()}
pages = [files[n].decode() for n in sorted(files) if re.search(r"ch\d+\.xhtml$", n)]


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def words(text):
    """Letters and digits: pandoc has its own dashes and quotes."""
    return "".join(c for c in text if c.isalnum())


@check("epubcheck finds no error and no warning")
def _():
    # Debian's command is a jar, which needs a kernel that knows how to start one.
    result = call("java", "-jar", "/usr/share/java/epubcheck.jar", EPUB)
    expect(result.status == 0, result.err.decode()[:600])
    expect(b"0 errors / 0 warnings" in result.out + result.err, result)


@check("the table of contents has each stage, chapter and stop")
def _():
    nav = plain(files["EPUB/nav.xhtml"].decode())
    for _, title, path, line in stops():
        expect(words(title) in words(nav),
               "%s:%d" % (path, line))
    tags = re.findall(r"[A-Z]:\d{3}(?= )", nav)
    expect(tags == [s[0] for s in stops()], "tags in another order, or others")
    chapters = 0
    for path in paths():
        for line in lines(path):
            if line.startswith("# ") and any(s[2] == path for s in stops()):
                chapters += 1
                expect(words(line[2:]) in words(nav), path)
                break
    for title in journeys():
        expect(words(title) in words(nav), title)
    return "%d chapters, %d stops" % (chapters, len(tags))


@check("each line of code is there, whole")
def _():
    gone = missing("\n".join(plain(p) for p in pages))
    expect(not gone, gone)
    return "%d lines" % len(code())


@check("figures are inside")
def _():
    used = set()
    for path in paths():
        used |= set(re.findall(r"!\[[^]]*\]\([^)]*figures/([^)]*)\)",
                               "\n".join(lines(path))))
    images = [n for n in files if re.search(r"\.svg$", n)]
    expect(len(images) == len(used), "%d used, %d inside" % (len(used), len(images)))
    return "%d" % len(images)


@check("and each says the same in words, which its image is tied to")
def _():
    figures = 0
    for page in pages:
        for img in re.findall(r"<img [^>]*>", page):
            name = re.search(r'aria-details="words-([^"]*)"', img)
            expect(name, img)
            said = re.search(r'<details [^>]*id="words-%s">(.*?)</details>' % name.group(1), page, re.S)
            expect(said, "no words for", name.group(1))
            with open(os.path.join(ROOT, "chapters/figures/%s.txt" % name.group(1))) as f:
                expect(f.read().strip() in plain(said.group(1)), name.group(1))
            figures += 1
    expect(figures, "there are none")
    return "%d" % figures


@check("a chunk that is used is a link, in its own file or another's")
def _():
    links = re.findall(r'class="use" href="(ch\d+\.xhtml)#', "".join(pages))
    expect(len(links) > 500, len(links))
    return "%d links" % len(links)


finish()
