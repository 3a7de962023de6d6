# SPDX-License-Identifier: GPL-2.0-only
"""Where the book's code lies in build/vmlinux and build/lguest: which address is which line.

The line tables name the chapters by themselves, since the code was compiled with
#line. Files of Linux that we edit name themselves; of those, the lines that a
patch brought are ours, and which stop they belong to is extract/where's to say.
Read once for each build, and kept in build/coverage/lines.json.
"""
import bisect
import fcntl
import glob
import hashlib
import json
import os
import re
import shlex
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
BUILD = os.environ.get("BUILD") or os.path.join(ROOT, "build")
PROGRAMS = [os.path.join(BUILD, name) for name in ("vmlinux", "lguest")]
KEPT = os.path.join(BUILD, "coverage", "lines.json")
FORM = 1                # of what is kept
GAP = 64                # bytes that are not worth a range of their own
# The first pages of a kernel are the whole of a hostile Guest (tests/hostile).
HOSTILE = range(0xc0100000, 0xc0110000)
# The Switcher is copied to somewhere in here (S:215).
GROUND = range(0xffc00000, 0xfff00000)
PAGE = 4096


def output(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    if done.returncode:
        raise OSError("%s: %s" % (command[0], (done.stderr.decode(errors="replace").strip() or
                                               "it failed").split("\n")[-1]))
    return done.stdout.decode(errors="replace")


def patched():
    """{"build/linux/FILE": the texts of the lines that patches bring}"""
    found = {}
    for patch in glob.glob(os.path.join(ROOT, "src", "linux", "*.patch")):
        with open(patch, encoding="utf-8") as f:
            for line in f:
                if line.startswith("+++ b/"):
                    texts = found.setdefault("build/linux/" + line[6:].strip(), set())
                elif line.startswith("+"):
                    texts.add(line[1:].rstrip("\n"))
    return found


class Sources:
    """Which lines are the book's?"""

    def __init__(self):
        self.patched, self.texts = patched(), {}

    def path(self, folder, name):
        """As the book calls the file, or None. The kernel is compiled in build/kernel."""
        path = os.path.join(folder, name)
        if path.startswith("chapters/") and path.endswith(".nw"):
            return path
        path = os.path.relpath(os.path.join(BUILD, "kernel", path), os.path.dirname(BUILD))
        return path if path in self.patched else None

    def ours(self, path, number):
        """All lines of a chapter, and of another file those that we have put there."""
        if path.endswith(".nw"):
            return True
        if path not in self.texts:
            with open(os.path.join(ROOT, path), errors="replace") as f:
                self.texts[path] = f.read().split("\n")
        return any(text in self.patched[path]
                   for text in self.texts[path][number - 1:number])


def index_of(text):
    return int(text[text.index("[") + 1:text.index("]")])


def table(listing, sources):
    """A line table as llvm-dwarfdump prints it: (address, (path, line) or None, flags).

    Units without a line of ours are passed over.
    """
    folders, files, number, name = {}, {}, 0, ""
    for text in listing:
        if text.startswith("0x"):
            if files:
                address, line, _, file, _, _, *flags = text.split()
                path, line = files.get(int(file)), int(line)
                yield (int(address, 16),
                       (path, line) if path and sources.ours(path, line) else None, flags)
        elif text.startswith("debug_line["):
            folders, files = {}, {}
        elif text.startswith("include_directories["):
            folders[index_of(text)] = text.split('"')[1]
        elif text.startswith("file_names["):
            number = index_of(text)
        elif text.startswith("           name: "):
            name = text.split('"')[1]
        elif text.startswith("      dir_index: "):
            path = sources.path(folders.get(int(text.split()[1]), ""), name)
            if path:
                files[number] = path


def rows(listing, sources):
    """(start, end, path, line): where lines of ours lie. Several statements may begin with one
    instruction, of which the compiler has made nothing else."""
    at, here = 0, []
    for address, place, flags in table(listing, sources):
        if address != at:
            yield from ((at, address, *place) for place, _ in here if address > at)
            at, here = address, []
        here = [] if "end_sequence" in flags else [kept for kept in here if kept[1]]
        if place and "end_sequence" not in flags:
            here.append((place, "is_stmt" in flags))


def sections(program):
    """(name, start, size, flags) of what is in memory."""
    for line in output("readelf", "-SW", program).split("\n"):
        found = re.match(r" *\[ *\d+\] (\S+) +\S+ +([0-9a-f]{8}) [0-9a-f]+ ([0-9a-f]+) "
                         r"[0-9a-f]+ +([A-Za-z]*) ", line)
        if found and "A" in found[4]:
            yield found[1], int(found[2], 16), int(found[3], 16), found[4]


def symbols(program):
    return [(words[2], int(words[0], 16)) for words in map(
        str.split, output("nm", program).split("\n")) if len(words) == 3]


def image(program):
    """(address, bytes) of the program in memory."""
    flat = KEPT + ".image"
    output("objcopy", "-O", "binary", program, flat)
    with open(flat, "rb") as f:
        data = f.read()
    os.unlink(flat)
    return min(start for _, start, size, _ in sections(program) if size), data


def switcher(at, size, sources):
    """The Switcher's rows. It is code in a section for constants (S:100), for which the
    assembler writes no line table; so we assemble it once more, as code."""
    folder = os.path.join(BUILD, "kernel")
    with open(os.path.join(folder, "drivers/lguest/.switcher.o.cmd")) as f:
        command = shlex.split(f.readline().split(":=", 1)[1])
    options = [word for word in command[:command.index("-c")] if "-MMD" not in word]
    again = KEPT + ".switcher"
    text = output(*options, "-E", command[-1], cwd=folder)
    with open(again + ".s", "w") as f:
        f.write(text.replace('.section .rodata, "a"', ".text"))
    output("gcc", "-m32", "-g", "-c", "-o", again + ".o", again + ".s", cwd=folder)
    found = [(at + start, at + end, *place) for start, end, *place in rows(
        output("llvm-dwarfdump", "--debug-line", again + ".o").split("\n"), sources)]
    # Behind it lies one byte, its end.
    if not found or max(row[1] for row in found) != at + size + 1:
        raise OSError("the Switcher, assembled once more, is another")
    os.unlink(again + ".s")
    os.unlink(again + ".o")
    return found


def merge(ranges, gap):
    """The ranges [start, end), sorted, and one where there was less than a gap between two."""
    merged = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + gap:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def read_program(program, sources, key):
    """Its rows, and the ranges of addresses in which QEMU has to look.

    QEMU judges a block of instructions by the first of them. No block begins in
    one function and ends in another, so a range begins where its function does.
    What does not lie in a section of code (alternatives, which are copied to
    where they run) is run by nobody.
    """
    code = [(start, start + size) for name, start, size, flags in sections(program)
            if "X" in flags and name != ".altinstr_replacement" and size]
    functions = dict(symbols(program))
    text = [functions[name] for name in ("switcher_text", "switcher_text_end")
            if name in functions]
    found = rows(output("llvm-dwarfdump", "--debug-line", program).split("\n"), sources)
    if text:
        code.append(tuple(text))
        found = [*found, *switcher(text[0], text[1] - text[0], sources)]
    at, data = image(program)
    for start, end in sorted(code):
        key.update(data[start - at:end - at])
    found = [row for row in set(found)
             if row[0] not in HOSTILE and any(a <= row[0] < b for a, b in code)]
    starts = sorted(set(functions.values()))
    ranges = [(starts[bisect.bisect_right(starts, row[0]) - 1], row[1]) for row in found]
    return found, ranges, text and (text[0], data[text[0] - at:text[1] - at].hex())


def read():
    key, sources = hashlib.sha256(), Sources()
    all_rows, ranges, copied = [], [], None
    for program in PROGRAMS:
        found, where, text = read_program(program, sources, key)
        all_rows += found
        ranges += where
        copied = copied or text
    ranges = merge(ranges, GAP) + [[GROUND.start, GROUND.stop]]
    return {"key": key.hexdigest()[:16], "rows": sorted(all_rows), "switcher": copied,
            "filter": ",".join("%#x..%#x" % (start, end - 1) for start, end in ranges)}


def known():
    """What there is to know of this build: key, rows, filter, switcher."""
    stamp = [FORM] + [[s.st_mtime_ns, s.st_size] for s in map(os.stat, PROGRAMS)]
    os.makedirs(os.path.dirname(KEPT), exist_ok=True)
    with open(KEPT + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with open(KEPT) as f:
                kept = json.load(f)
            if kept["stamp"] == stamp:
                return kept
        except (OSError, ValueError, KeyError):
            pass
        output(os.path.join(ROOT, "tests", "machine", "setup"), "coverage")
        kept = dict(read(), stamp=stamp)
        with open(KEPT + ".new", "w") as f:
            json.dump(kept, f)
        os.replace(KEPT + ".new", KEPT)
        return kept
