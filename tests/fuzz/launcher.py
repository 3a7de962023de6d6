#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a Guest sends to the Launcher's devices: libFuzzer, on the Launcher's own files.

Each launcher-*.c here is a target: it includes the file of a device, with another
world around it. It starts from the inputs below, which are well-formed, and is
fuzzed a fixed number of times from a fixed seed, with ASan and UBSan watching.

In the environment: FUZZ_SEED, FUZZ_RUNS, or FUZZ_SECONDS instead of a number.
"""
import glob
import os
import re
import shutil
import struct
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from checks import BUILD, ROOT, TESTS, Unexpected, call, check, expect, finish  # noqa: E402

WORK = os.path.join(BUILD, "fuzz-launcher")
LAUNCHER = os.path.join(ROOT, "src", "launcher")
SEED = os.environ.get("FUZZ_SEED") or "20061"
SECONDS = os.environ.get("FUZZ_SECONDS")
RUNS = os.environ.get("FUZZ_RUNS") or "150000"


def dma(*sections):
    """A struct lguest_dma."""
    sections += ((0, 0),) * (16 - len(sections))
    return struct.pack("<I16I16H", 0, *(s[0] for s in sections), *(s[1] for s in sections))


def disk_request(op, sector, *segments, num=0, flags=0):
    return struct.pack("<QIIHHI", sector, num, 7 * op + 1, op, flags, len(segments)) + b"".join(
        struct.pack("<II", *s) for s in segments)


def block_seeds():
    """How the Host does, a list, and from 0x1000 on what it leads to."""
    one = [disk_request(0, 0, (0x4000, 512)), disk_request(1, 95, (0x4000, 512)),
           disk_request(2, 0), disk_request(3, 8, num=16), disk_request(4, 80, num=16),
           disk_request(4, 80, num=16, flags=2), disk_request(1, 3, (0x5000, 4096), flags=1),
           disk_request(0, 16, *((0x8000 + 1024 * i, 256) for i in range(24)))]
    far = [disk_request(op, (1 << n) - 1, (0x4000, 511 + n % 2), num=2) for op in range(5)
           for n in (7, 55, 64)]
    for world in (b"\0" * 8, b"\1" + b"\0" * 7, b"\0\1" + b"\0" * 6, b"\0\0\x7f" + b"\0" * 5,
                  b"\0\0\0\7" + b"\0" * 4, b"\0\0\0\0\xa0\xa0\xc1\xf0",
                  b"\0\0\0\0\xa0\xc4\xf0\xcd"):
        yield world + dma(*((0x1000 + sum(map(len, one[:i])), len(r))
                            for i, r in enumerate(one))) + b"".join(one)
        for r in one + far:
            yield world + dma((0x1000, len(r))) + r


def net_seeds():
    """How the TAP does, what is done, where the lists are, and memory: a row of eight, and a frame."""
    room = ((0x10000, 2048),) + tuple((0x12000 + 0x2000 * i, 8192) for i in range(8))
    memory = b"".join(dma(*room) for _ in range(8)) + dma((0x1000, 10), (0x2000, 1500))
    for answers in (b"\0" * 8, b"\0\0\xc4" * 2 + b"\0\0", b"\xd1\0" * 4, b"\xc6" * 8, b"\xa0" * 8):
        for steps in (bytes((1, 2, 0, 2, 5, 2, 0, 1, 2)), bytes((2, 0, 1, 2, 2, 2)), bytes((1, 2, 3))):
            yield answers + steps.ljust(16, b"\0") + struct.pack(
                "<3H4H4H", 0, 7, 0, 1, 0, 5, 3, 200, 200, 0, 0xffff) + memory


def rng_seeds():
    """How chance comes, where the list is, and memory."""
    for calls in (b"\0" * 4, b"\xa0\0\xc0\0", b"\xff" * 4):
        for sections in (((0x1000, 16),), ((0x2000, 65535), (0x1000, 1)), ((0xfff0, 17),),
                         ((0, 4096),), ()):
            yield calls + struct.pack("<I", 0) + dma(*sections)


def console_seeds():
    """How the terminal does, what is done, where the lists are, and memory: both lists."""
    for calls in (b"\0" * 8, b"\xa0\0\xc0\0" * 2, b"\x41\xc1\x03\xff" * 2):
        for steps in (b"\0\1" * 4, b"\1\3\2\0" * 2, b"\3" * 8):
            for room in (1024, 16, 0):
                yield calls + steps + struct.pack("<II", 0, 256) + dma(
                    (0x1000, 100), (0x2000, 65535)).ljust(256, b"\0") + dma((0x8000, room), (0x9000, room))


SEEDS = {"launcher-block": block_seeds, "launcher-net": net_seeds, "launcher-rng": rng_seeds,
         "launcher-console": console_seeds}


def compile(target):
    return call("clang", *bits, "-O1", "-g", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
                "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all",
                "-I" + os.path.join(ROOT, "src", "include"), "-I" + LAUNCHER,
                "-o", os.path.join(WORK, target), os.path.join(HERE, target + ".c"))


@check("clang and what belongs to it, for the Launcher")
def _():
    global bits
    result = call(os.path.join(TESTS, "machine", "setup"), "fuzz")
    expect(result.status == 0, result)
    expect(os.path.exists(LAUNCHER + "/block.c"), "no src/launcher; make tangle writes it")
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    for bits in (["-m32"], []):
        if not compile("launcher-block").status:
            break
    return "32 bits" if bits else "the machine's bits"


for path in sorted(glob.glob(os.path.join(HERE, "launcher-*.c"))):
    target = os.path.basename(path)[:-2]

    @check("no Guest makes the Launcher break a promise: " + target)
    def _():
        expect(compile(target).status == 0, compile(target))
        corpus = os.path.join(WORK, "corpus-" + target)
        os.makedirs(corpus)
        for i, data in enumerate(SEEDS[target]()):
            with open(os.path.join(corpus, "seed%d" % i), "wb") as f:
                f.write(data)
        result = call(os.path.join(WORK, target),
                      *(["-max_total_time=" + SECONDS] if SECONDS else ["-runs=" + RUNS]),
                      "-seed=" + SEED, "-max_len=2048", "-timeout=60", "-use_value_profile=1",
                      "-artifact_prefix=" + os.path.join(WORK, target + "-"),
                      "-print_final_stats=1", corpus, timeout=3600)
        text = result.err.decode(errors="replace")
        if result.status:
            said = re.search(r"(\S+: broken promise|\S*runtime error|ERROR: \w+Sanitizer): .*", text)
            written = re.search(r"Test unit written to (\S+)", text)
            raise Unexpected("%s, with %s" % (said[0] if said else result,
                                              written[1] if written else "no file"))
        executed = re.search(r"number_of_executed_units: (\d+)", text)
        expect(executed, result)
        covered = re.findall(r"cov: (\d+)", text)
        return "%s runs, %s places reached" % (executed[1], covered[-1])

finish()
