# SPDX-License-Identifier: GPL-2.0-only
"""load.py FOLDER MANY - writes, in the Guest, until somebody stops the machine

Three threads write new files and fsync each, then say its name and checksum: those
must never be lost. A fourth writes, renames, cuts and removes others, and syncs
nothing. After MANY promises it says so, and goes on.
"""
import hashlib
import itertools
import os
import random
import sys
import threading

folder, many = sys.argv[1], int(sys.argv[2])
saying, promised = threading.Lock(), 0


def keep(writer):
    global promised
    at = os.open(folder, os.O_RDONLY)
    for n in itertools.count():
        name = "%d-%d" % (writer, n)
        data = os.urandom(random.randrange(1, 200000))
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        os.fsync(at)
        with saying:
            promised += 1
            print("promised %s %s" % (hashlib.sha256(data).hexdigest(), name), flush=True)
            if promised == many:
                print("that makes %d" % many, flush=True)


def churn():
    for n in itertools.count():
        path = os.path.join(folder, "churn-%d" % (n % 20))
        with open(path + ".new", "wb") as f:
            f.write(os.urandom(random.randrange(100000)))
        os.replace(path + ".new", path)
        with open(path, "r+b") as f:
            f.truncate(random.randrange(100000))
        if n % 7 == 0:
            os.unlink(path)


os.makedirs(folder)
for target, *words in (keep, 1), (keep, 2), (keep, 3), (churn,):
    threading.Thread(target=target, args=words).start()
