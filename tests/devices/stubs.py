# SPDX-License-Identifier: GPL-2.0-only
"""Libraries in place of those that fio names for storage which nobody here has.

They are large, and so is what they need in turn. In their place stand libraries
of the same names with nothing in them but the symbols that fio wants: it starts,
and would be killed if it called one.
"""
import os
import re

# A library's name, and how the versions of its symbols begin, or else the symbols.
LIBRARIES = {
    "libgfapi.so.0": "GFAPI_", "libibverbs.so.1": "IBVERBS_", "libnbd.so.0": "LIBNBD_",
    "libnuma.so.1": "libnuma_", "librados.so.2": "rados_", "librbd.so.1": "rbd_",
    "librdmacm.so.1": "RDMACM_",
}


def make(must, out, name, program):
    versions = {}
    for symbol, _, version in re.findall(r" U (\w+)(@+([\w.]+))?",
                                         must("nm", "-D", "--undefined-only", program)):
        if (version or symbol).startswith(LIBRARIES[name]):
            versions.setdefault(version, []).append(symbol)
    stub, map_ = os.path.join(out, name), os.path.join(out, name + ".map")
    with open(stub + ".c", "w") as f:
        for symbols in versions.values():
            f.write("".join("void %s(void) { __builtin_trap(); }\n" % s for s in symbols))
    with open(map_, "w") as f:
        for version, symbols in versions.items():
            if version:
                f.write("%s { global: %s; };\n" % (version, "; ".join(symbols)))
    script = ["-Wl,--version-script," + map_] if any(versions) else []
    must("gcc", "-m32", "-w", "-O2", "-shared", "-nostdlib", "-fPIC", "-fno-builtin", "-o", stub,
         stub + ".c", "-Wl,-soname," + name, *script)
    return stub
