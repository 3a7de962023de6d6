#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""SIGKILL while a Debian writes: what was promised to last is there afterwards.

First the Launcher is killed, in a Host that goes on; then, in the next boot of the
same disk, which has recovered by then, the Host itself, without a word: QEMU. Each
time fsck tries its luck with a copy of the disk as it was found.
"""
import hashlib
import random
import tempfile

from console import *

work = tempfile.TemporaryDirectory()
disk = os.path.join(work.name, "debian.img")
copy = os.path.join(work.name, "copy.img")
seed = int(os.environ.get("CRASH_SEED") or random.randrange(1 << 32))
print("# CRASH_SEED=%d" % seed)
lots = random.Random(seed)
# A Host that writes nothing on its disk before it is told to. Otherwise it writes
# so soon that a flush which is not one would hardly be noticed.
LAZY = r"""
cd /proc/sys/vm; echo 95 > dirty_ratio; echo 90 > dirty_background_ratio
echo 0 > dirty_writeback_centisecs; cd /
"""
# It kills the Launcher when the Guest says so, and sees to it that there is one.
EXECUTIONER = r"""
mkfifo /run/said
{
	grep -q -m 1 "^that makes" && kill -KILL $(cat /run/pid)
	cat > /dev/null
} < /run/said &
{ sh -c 'echo $$ > /run/pid; exec "$@"' - """
MOURNER = r"""; echo "the Launcher: $?"; } | tee /run/said; wait; sync"""


def boot(log, *around):
    console = Console(launcher(disk, *around), log)
    try:
        console.log_in()
        console.plain()
    except BaseException:
        console.kill()
        raise
    return console


def load(console, folder):
    """Lets it write; what it has promised by the time that it falls silent."""
    with open(os.path.join(TESTS, "debian", "load.py")) as f:
        status, text = console.run("cat > load.py <<'END'\n%sEND" % f.read())
    expect(status == 0, text)
    many = lots.randrange(30, 90)
    console.type("python3 load.py /root/%s %d" % (folder, many))
    return many, console.wait_for(r"((?:.|\n)*)\nthat makes %d\n" % many)[1]


def promises(text):
    return dict(reversed(words) for words in
                re.findall(r"^promised (\w{64}) ([-0-9]+)$", text, re.M))


def fsck_recovers():
    call("cp", "--reflink=auto", "--sparse=always", disk, copy)
    superblock = call("dumpe2fs", "-h", copy).out
    expect(b"needs_recovery" in superblock, "the journal is empty: it was not killed")
    repaired = fsck(copy, "-fy")
    expect(repaired.status in (0, 1), repaired)
    for line in repaired.out.decode("latin-1").split("\n"):
        # No fault are files that were deleted while they were open: the journal
        # knows of them. Nor are the superblock's two sums: ext4 writes them when it
        # unmounts, and otherwise adds those of the groups up.
        expect(re.match(r"Pass \d|debian: (recovering journal|\*\*\*)|$|Clearing orphaned inode|"
                        r"Free (blocks|inodes) count wrong \(|Fix\? yes|debian: \d+/\d+ files|"
                        r"Setting free (inodes|blocks) count", line),
               "fsck found:", line)
    expect(filesystem_is_well(copy))


def are_kept(folder, promised):
    """Looks into the copy, which fsck has recovered, without mounting it."""
    into = tempfile.mkdtemp(dir=work.name)
    call("debugfs", "-R", "rdump /root/%s %s" % (folder, into), copy)
    for name, digest in promised.items():
        path = os.path.join(into, folder, name)
        expect(os.path.exists(path), name, "is lost, of", len(promised))
        with open(path, "rb") as f:
            expect(hashlib.sha256(f.read()).hexdigest() == digest, name, "is not what it was")


made = call(os.path.join(TESTS, "machine", "debian"), disk, timeout=1800)
promised = {}


@check("the Launcher is killed while four threads write")
def _():
    expect(made.status == 0, *made.err_lines[-1:])
    debian = boot("launcher-killed", EXECUTIONER, MOURNER)
    many, text = load(debian, "first")
    status, rest = debian.end()
    expect("the Launcher: 137" in rest, status, shorten(rest[-300:].encode()))
    promised.update(promises(text + "\n" + rest))
    expect(len(promised) >= many, len(promised), "promises, of", many)
    return "after %d promises" % len(promised)
if failures:
    finish()


@check("fsck replays the journal, and finds nothing wrong behind it")
def _():
    fsck_recovers()


@check("all that was promised is there")
def _():
    are_kept("first", promised)


@check("the next boot recovers by itself, and has it all too; then QEMU is killed")
def _():
    debian = boot("machine-killed", LAZY)
    status, text = debian.run("dmesg | grep EXT4-fs")
    expect(re.search(r"EXT4-fs \(lgba\): recovery complete", text), text)
    expect(not re.search(r"error|warning", text), text)
    sums = "".join("%s  %s\n" % (digest, name) for name, digest in promised.items())
    status, text = debian.run("cd /root/first && sha256sum --quiet -c <<'END'\n%sEND" % sums)
    expect(status == 0, text)
    debian.run("cd")
    promised.clear()
    many, text = load(debian, "second")
    debian.kill()
    promised.update(promises(text))
    expect(len(promised) == many, len(promised), "promises, of", many)
    return "after %d promises" % many


@check("fsck replays that journal too, and finds nothing wrong behind it")
def _():
    fsck_recovers()


@check("all that was promised is there, again")
def _():
    are_kept("second", promised)

finish()
