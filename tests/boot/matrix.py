#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Host and Guest boot on every CPU model and number of processors we name."""
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

CPUS = ("pentium3", "qemu32", "max")
SMP = (1, 2)


def boots(where, cpu, smp):
    processors = smp if where == "host" else 1
    result = vm("--in=" + where, "--cpu=" + cpu, "--smp=%d" % smp, "--", "sh", "-c",
                "hostname; nproc; cat /proc/1/comm; dmesg; cut -d' ' -f1 /proc/uptime")
    expect(result.status == 0, result)
    lines = result.out.decode().split("\n")
    expect(lines[:3] == [where, str(processors), "init"], result)
    expect_well(result.out.decode())
    if where == "guest":
        expect("lguest" in result.out.decode().lower(),
               "the log does not say that this is a Guest")
    return "up %s s" % lines[-2]


for where in ("host", "guest"):
    for cpu in CPUS:
        for smp in SMP:
            check("%s boots: %s, %d CPU" % (where, cpu, smp))(
                lambda: boots(where, cpu, smp))


@check("host keeps the date of this machine, to 2 seconds")
def _():
    import time
    before = time.time()
    result = vm("--in=host", "--", "date", "+%s")
    after = time.time()
    expect(before - 2 <= int(result.out) <= after + 2, before, result)


@check("host boots counted in instructions (-icount), the same twice")
def _():
    counts = []
    for _ in range(2):
        result = vm("--in=host", "--icount", "--", "cut", "-d", " ", "-f1",
                    "/proc/uptime")
        expect(result.status == 0, result)
        counts.append(float(result.out))
    expect(abs(counts[0] - counts[1]) <= 0.05 * counts[0], counts)
    return "%.2f s of virtual time" % counts[0]

finish()
