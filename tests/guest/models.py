#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The same answers on other CPU models: ones without SSE2, XSAVE, SMEP.

One boot of the Host for each; answers.py is what asks most, on `max`.
"""
import shlex
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from sections import parse, script

ASKED = (
    ("traps", "traps"), ("returns", "traps returns"), ("x87", "floats x87 8 300"),
    ("sse2", "grep -q ' sse2 ' /proc/cpuinfo || exit 0; floats sse2 8 300"),
    ("threads", "threads"), ("memory", "memory"), ("trace", "trace"),
    ("noise", "noise 3 4194304 | md5sum"),
)

for cpu in ("pentium3", "qemu32"):
    text = shlex.quote(script(ASKED))
    result = vm("--in=host", "--cpu=" + cpu, "--", "sh", "-c",
                "sh -c %s | stamp; echo; echo @@@@; in-guest --timeout=500 -- sh -c %s | stamp"
                % (text, text))
    in_host, _, in_guest = result.out.partition(b"\n@@@@\n")
    host, guest = parse(in_host), parse(in_guest)
    for name, command in ASKED:
        @check("%s: %s" % (cpu, command.split("; ")[-1]))
        def _():
            expect(name in host and host[name].status == 0, "in the Host:", result)
            expect(name in guest and guest[name].status is not None, "in the Guest:", result)
            one, other = host[name], guest[name]
            expect(one.lines == other.lines and other.status == 0, "status", other.status,
                   [pair for pair in zip(one.lines, other.lines) if pair[0] != pair[1]][:1])
            return None if one.lines else "which neither has"

finish()
