# SPDX-License-Identifier: GPL-2.0-only
"""Breaks src/host/checks.h in one place at a time.

A test that passes says little if it would pass with a broken check as well. So
each operator, number, flag and refusal of the header is turned into a
neighbour, and the target that promises something about it has to notice.
"""
import re

# What nobody can notice: the line, what became of it, and why.
HARMLESS = {
    ("if (gpa >= size)", "if (gpa > size)"):
        "there the next line subtracts and finds 0 as well",
    ("return size - gpa < len ? size - gpa : len;",
     "return size - gpa <= len ? size - gpa : len;"):
        "of two equal numbers each is the smaller one",
    ("return room < len ? room : len;", "return room <= len ? room : len;"):
        "of two equal numbers each is the smaller one",
    ("if (ss > U16_MAX || (ss & SEGMENT_RPL_MASK) != GUEST_PL)",
     "if (ss >= U16_MAX || (ss & SEGMENT_RPL_MASK) != GUEST_PL)"):
        "0xFFFF is a selector of ring 3",
    ("return c >= ' ' && c <= '~' ? c : ' ';",
     "return c > ' ' && c <= '~' ? c : ' ';"):
        "a blank becomes a blank",
}

SWAPS = (
    (r"<=", "<"), (r"(?<![<>=-])<(?![<=])", "<="),
    (r">=", ">"), (r"(?<![<>=-])>(?![>=])", ">="),
    (r"==", "!="), (r"!=", "=="), (r"&&", "||"), (r"\|\|", "&&"),
    (r"!(?=[\w(])", ""), (r"~(?=[\w(])", ""),
    (r"(?<= )&(?= )", "|"), (r"(?<= )\|(?= )", "&"),
    (r"(?<= )\+(?= )", "-"), (r"(?<= )-(?= )", "+"),
    (r"(?<= )\*(?= )", "+"), (r"<<", ">>"), (r">>", "<<"), (r"%", "/"),
    (r"\(u64\)", "(u32)"),
    (r"return false", "return true"), (r"return true", "return false"),
    (r"return 0;", "return 1;"), (r"return (BAD_\w+)", "return FINE"),
    (r"\? (.*?) :", "? !(\\1) :"),
    (r"\b0x[0-9A-F]+\b|(?<![\w.x])\d+(?!\w)", None),    # a number, one more
)


def lines_of(path):
    """The header's lines; those without code come as None."""
    comment = False
    for number, line in enumerate(open(path).read().split("\n")):
        code = re.sub(r"/\*.*?\*/", "", line)
        if comment:
            comment, code = "*/" not in code, ""
        elif "/*" in code:
            comment, code = True, code.split("/*")[0]
        if re.match(r"\s*#(?!define)", code) or not code.strip():
            code = None
        yield number, line, code


def functions(path):
    """Name -> numbers of the lines of its body; macros -> of their text."""
    found, name, macro = {}, None, None
    for number, line, code in lines_of(path):
        if code is None:
            continue
        define = re.match(r"#define (\w+)\s", code)
        if define or macro:
            macro = define[1] if define else macro
            found.setdefault(macro, []).append(number)
            if not line.endswith("\\"):
                macro = None
            continue
        start = re.match(r"(?:static inline .*?|)(\w+)\([^)]*\)$", code)
        if start and not code.startswith("\t"):
            name = start[1]
            found[name] = []
        elif code == "}":
            name = None
        elif name and code != "{":
            found[name].append(number)
    return found


def owner(path, name, targets):
    """The target that answers for a function, or for a macro's first user."""
    if name in targets:
        return targets[name]
    text = open(path).read().split("\n")
    for user, numbers in functions(path).items():
        if user != name and any(re.search(r"\b%s\b" % name, text[n])
                                for n in numbers):
            found = owner(path, user, targets)
            if found:
                return found
    return None


def changes(line):
    """All neighbours of a line of code."""
    code = re.sub(r"/\*.*?\*/", lambda m: " " * len(m[0]), line)
    head = re.match(r"#define \w+", code)
    for pattern, other in SWAPS:
        for m in re.finditer(pattern, code):
            if head and m.start() < head.end():
                continue
            if other is None:
                new = hex(int(m[0], 0) + 1)
            else:
                new = m.expand(other)
            yield line[:m.start()] + new + line[m.end():]
    for m in re.finditer(r"\b(?:_PAGE|X86_EFLAGS)_\w+ \| |"
                         r" \| (?:_PAGE|X86_EFLAGS)_\w+(?=\))", code):
        yield line[:m.start()] + line[m.end():]
    if re.match(r"\tcase |\t+[\w*.>-]+ (?:[|&]?=) .*;$|\t+return .*;$", code):
        yield ""                # the whole line


def mutants(path, targets):
    """(target, number of the line, its text, the new text) of each."""
    text = open(path).read().split("\n")
    for name, numbers in functions(path).items():
        target = owner(path, name, targets)
        if not target:
            continue
        for number in numbers:
            seen = set()
            for new in changes(text[number]):
                if new not in seen and new != text[number]:
                    seen.add(new)
                    yield target, number, text[number], new
