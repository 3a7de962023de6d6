#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The Launcher has locked itself in: seen from outside, and from a burglar's side.

One boot of the Host. A Launcher with a disk, a network and a source of chance is
looked at in /proc while its Guest runs, thread by thread. Launchers with a fault
(tests/machine/trespass.c) make one system call more. And what the user may say,
wrong or right, is tried: options, users, roots, files with a number in them.
"""
import os
import re
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from checks import *

SCRIPT = r"""
say() { echo "@@@@ $*"; }
echo 'somebody:x:1000:1001::/:/bin/sh' >> /etc/passwd
echo 'somebody:x:1001:' >> /etc/group
truncate -s 16M /tmp/disk

say full
printf '#!/bin/sh\nexec /bin/lguest --rng --block=/tmp/disk --tunnet=192.168.7.1 --pidfile=/tmp/pid --verbose "$@" 2>/tmp/told\n' > /tmp/full
chmod +x /tmp/full
exec 7< /etc/role
in-guest --launcher=/tmp/full --mem=64 -- sh -c 'cat /sys/class/misc/hw_random/rng_current
	head -c 32 /dev/hwrng | hexdump -e "32/1 \"%%02x\" \"\n\""; head -c 32 /dev/hwrng | hexdump -e "32/1 \"%%02x\" \"\n\""
	head -c 70000 /dev/hwrng | wc -c; echo up; read -r word; echo "then $word"' < /tmp/to > /tmp/out &
exec 3> /tmp/to 7<&-
patience=600
until grep -q up /tmp/out || [ $patience -eq 0 ]; do usleep 100000; patience=$((patience - 1)); done
pid=$(cat /tmp/pid)
for task in /proc/$pid/task/*; do
	say task
	grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|Threads):' $task/status
	echo "root: $(ls -A $task/root/ | wc -l) cwd: $(ls -A $task/cwd/ | wc -l)"
	for ns in mnt net ipc; do
		[ "$(readlink $task/ns/$ns)" = "$(readlink /proc/self/ns/$ns)" ] && echo "shared: $ns"
	done
done
say limits; cat /proc/$pid/limits; grep VmFlags /proc/$pid/smaps | grep -c dd
say files; ls -l /proc/$pid/fd | sed 's/.*-> //'; stat -c %%u /proc/$pid/mem
say code; grep -c ' rwx\| r-xs\| -wx' /proc/$pid/maps
say told; cat /tmp/told
echo go >&3; exec 3>&-; wait
say out; cat /tmp/out; echo "pidfile: $(wc -c < /tmp/pid)"

say trespass
for call in $(TRESPASS=list trespass); do
	TRESPASS=$call trespass 16 /boot/hostile/dma-no-key < /dev/null > /tmp/out 2> /tmp/err
	echo "$call $? $(cat /tmp/err)"
done

tiny() { "$@" 16 /boot/hostile/many-calls < /dev/null 2>&1; echo "status $?"; }
say user; tiny lguest --verbose --username=somebody
say root; tiny lguest --verbose --chroot=/tmp
say poor; chmod 666 /dev/lguest
tiny start-stop-daemon -S -c somebody:somebody -x /bin/lguest -- --verbose 16 /boot/hostile/many-calls
say poorer; echo 0 > /proc/sys/user/max_user_namespaces
tiny start-stop-daemon -S -c somebody:somebody -x /bin/lguest -- --verbose 16 /boot/hostile/many-calls
say poorest; for room in mnt net ipc; do echo 0 > /proc/sys/user/max_${room}_namespaces; done
tiny lguest --verbose
tiny lguest --verbose --chroot=/tmp/to
for room in mnt net ipc user; do echo 1000 > /proc/sys/user/max_${room}_namespaces; done
say quiet; tiny lguest

say pidfile
lguest --pidfile=/tmp/pid 16 /boot/hostile/halt < /dev/null & first=$!
patience=100
until [ -s /tmp/pid ] || [ $patience -eq 0 ]; do usleep 50000; patience=$((patience - 1)); done
[ "$(cat /tmp/pid)" = $first ] && echo right
tiny lguest --pidfile=/tmp/pid
kill $first; wait $first; echo "term $? $(wc -c < /tmp/pid)"
lguest --pidfile=/tmp/pid 16 /boot/hostile/halt < /dev/null & first=$!
until [ -s /tmp/pid ] || [ $patience -eq 0 ]; do usleep 50000; patience=$((patience - 1)); done
kill -9 $first; wait $first; echo "kill $? $(wc -c < /tmp/pid)"
tiny lguest --pidfile=/tmp/pid; echo "left $(wc -c < /tmp/pid)"

say closed; lguest 16 /boot/hostile/many-calls 0<&- 1>&- 2>&-; echo "status $?"
say closed-die; lguest 16 /nope 0<&- 1>&-; echo "status $?"
say above; sh -c 'exec 9< /etc/role; ulimit -n 8; exec lguest --pidfile=/tmp/pid 16 /boot/hostile/halt' < /dev/null & first=$!
until [ -s /tmp/pid ] || [ $patience -eq 0 ]; do usleep 50000; patience=$((patience - 1)); done
ls -l /proc/$first/fd | sed 's/.*-> //'; kill $first; wait $first
say substituted; lguest --initrd=/dev/fd/9 16 /boot/hostile/many-calls 9< /etc/role < /dev/null; echo "status $?"

bad() { say bad; echo "lguest $*"; lguest "$@" < /dev/null 2>&1 | sed 's/^/: /'; lguest "$@" < /dev/null > /dev/null 2>&1; echo "status $?"; }
bad; bad --nosuch 16 /boot/bzImage; bad --verbose=2 16 /boot/bzImage; bad --initrd; bad 16
bad --initrd=/nope 16 /boot/bzImage; bad --initrd= 16 /boot/bzImage; bad 16 /nope; bad 16 /tmp; bad 16x /boot/bzImage
bad --block=/nope 16 /boot/bzImage; bad --username=nobody-we-know 16 /boot/bzImage; bad --username= 16 /boot/bzImage
bad --chroot=/nope 16 /boot/bzImage; bad --chroot=/etc/role 16 /boot/bzImage; bad --chroot= 16 /boot/bzImage
bad --pidfile=/nope/x 16 /boot/bzImage; bad --pidfile=/tmp 16 /boot/bzImage; bad --pidfile= 16 /boot/bzImage
bad --rn=3 16 /boot/bzImage; bad -V=1 16 /boot/bzImage; bad 16 /etc/role
say keys; printf 'pause 1000\nkey 3\nkey 3\nkey 3\n' | onpty sh -c 'stty -a > /tmp/before; lguest 16 /boot/hostile/halt; echo "status $?"; stty -a > /tmp/after'
cmp /tmp/before /tmp/after && echo as before
say slow; printf 'pause 1000\nkey 3\npause 1200\nkey 3\npause 1200\nkey 3\npause 3000\n' |
	onpty sh -c 'timeout -s TERM 6 lguest 16 /boot/hostile/halt; echo "status $?"'
say help; lguest --help; echo "status $?"; lguest --version; echo "status $?"
say left; cat /proc/sys/vm/stat_refresh; ls /sys/kernel/debug/lguest | wc -l; awk '/nr_foll_pin/ { n += $1 ~ /acquired/ ? $2 : -$2 } END { print n }' /proc/vmstat
say log; dmesg
"""

result = vm("--in=host", "--smp=2", "--", "sh", "-c",
            "mkfifo /tmp/to\n" + SCRIPT.replace("%%", "%"), timeout=320)
parts = {}
for part in result.out.decode("latin-1").split("@@@@ ")[1:]:
    name, _, text = part.partition("\n")
    parts.setdefault(name, []).append(text.strip())


def part(name):
    expect(name in parts, "it did not get to", name, result)
    return parts[name][0]


@check("each thread: no capabilities, no new privileges, a filter, another user")
def _():
    part("task")
    for text in parts["task"]:
        facts = dict(l.split(":", 1) for l in text.split("\n") if ":" in l)
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            expect(int(facts[name], 16) == 0, name, facts[name])
        expect(facts["NoNewPrivs"].strip() == "1", text)
        expect(facts["Seccomp"].strip() == "2", text)
        expect(facts["Uid"].split() == ["65534"] * 4, text)
        expect(facts["Gid"].split() == ["65534"] * 4 and not facts["Groups"].strip(), text)
    expect(len(parts["task"]) >= 6, len(parts["task"]), "threads only")
    return "%d threads" % len(parts["task"])


@check("each thread: an empty root, and rooms of its own")
def _():
    part("task")
    for text in parts["task"]:
        expect("root: 0 cwd: 0" in text, text)
        expect("shared" not in text, text)


@check("limits: as many pinned pages as the Guest has, no core, no process; the Guest's memory is not dumped")
def _():
    text, _, flags = part("limits").rpartition("\n")
    limits = {m[1]: m[2] for m in re.finditer(r"^(Max .*?)  +(\S+)", text, re.M)}
    locked = int(limits["Max locked memory"])
    expect(64 << 20 < locked <= (64 << 20) + (1 << 20), locked)
    expect(limits["Max core file size"] == "0" and limits["Max processes"] == "0", limits)
    expect(int(flags) >= 1, flags)


@check("open: what it opened, and nothing that it inherited; private to root")
def _():
    *names, owner = part("files").split("\n")
    expect("/dev/lguest" in names and "/tmp/disk" in names and "/dev/net/tun" in names, names)
    expect("/etc/role" not in names, names)
    expect(owner == "0", "/proc/PID belongs to", owner)


@check("what it inherited above its own limit of open files is closed as well")
def _():
    names = part("above").split("\n")
    expect("/dev/lguest" in names and "/etc/role" not in names, names)


@check("nothing that can be written can be executed")
def _():
    expect(part("code") == "0", part("code"))


@check("--verbose says what was done")
def _():
    for words in ("mount namespace: our own", "network namespace: our own", "IPC namespace: our own",
                  "an empty root", "user 65534", "no capabilities", "system calls are left"):
        expect(words in part("told"), words, part("told"))


@check("the Guest has chance of the Host's: it differs, and is not zero")
def _():
    name, one, two, count, *rest = part("out").split("\n")
    expect(name == "lguest", name)
    expect(len(one) == len(two) == 64 and one != two and "0" * 64 not in (one, two), one, two)
    expect(count == "70000", count)
    expect("then go" in rest, rest)


@check("the file with its number is empty when it has ended")
def _():
    expect(part("out").endswith("pidfile: 0"), part("out")[-60:])


for line in part("trespass").split("\n"):
    name, status, err = (line.split(" ", 2) + ["", ""])[:3]
    allowed = name.startswith("+")

    @check("one call more: %s %s" % (name.strip("+"), "is allowed" if allowed else "kills it"))
    def _():
        if allowed:
            expect(status == "1" and "nobody serves" in err, line)
        else:
            expect(status == "159", line)


@check("--username, --chroot: as they say")
def _():
    expect("user 1000, group 1001" in part("user") and part("user").endswith("status 0"), part("user"))
    expect("the root that was asked for" in part("root") and part("root").endswith("status 0"), part("root"))


@check("who is not root is locked in as well")
def _():
    text = part("poor")
    for words in ("user namespace: our own", "mount namespace: our own", "an empty root", "no capabilities"):
        expect(words in text, words, text)
    expect(text.endswith("status 0"), text)


@check("without namespaces it goes on, and --verbose says so")
def _():
    for name, words in (("poorer", "user namespace: No space"), ("poorest", "mount namespace: No space")):
        text = part(name)
        expect(words in text and "the root is not empty" in text and "system calls are left" in text, text)
        expect("status 0" in text, text)
    expect("--chroot=/tmp/to: Not a directory" in part("poorest"), part("poorest"))


@check("without --verbose it says nothing")
def _():
    expect(part("quiet") == "status 0", part("quiet"))


@check("--pidfile: right, one at a time, empty at the end, and no obstacle after SIGKILL")
def _():
    lines = part("pidfile").split("\n")
    expect(lines[0] == "right", lines)
    expect("in use by process" in lines[1] and lines[2] == "status 1", lines)
    expect(lines[3] == "term 143 0", lines)
    expect(re.match(r"kill 137 [1-9]", lines[4]), lines)
    expect(lines[5:] == ["status 0", "left 0"], lines)


@check("closed standard files are no trap; an inherited one can be named")
def _():
    expect(part("closed") == "status 0", part("closed"))
    expect(part("closed-die").endswith("status 1"), part("closed-die"))
    expect(part("substituted") == "status 0", part("substituted"))


@check("what is wrong is said in one line, with status 1")
def _():
    part("bad")
    for text in parts["bad"]:
        words, *lines, status = text.split("\n")
        expect(status == "status 1" and len(lines) == 1 and lines[0].startswith(": lguest: "), text)
    return "%d ways" % len(parts["bad"])


@check("Ctrl-C three times within a second ends it, and the terminal is as before")
def _():
    lines = [l.strip() for l in part("keys").split("\n")]
    expect(lines == ["lguest: three times Ctrl-C: the Guest is ended", "status 1", "as before"], lines)


@check("three times, but not within a second: it goes on until it is told to end")
def _():
    expect(part("slow").strip() == "status 143", part("slow"))


@check("--help is the list of all options, --version a line; status 0")
def _():
    text = part("help")
    for option in ("initrd", "username", "chroot", "pidfile", "verbose", "block", "tunnet", "sharenet", "rng", "help", "version"):
        expect(re.search(r"^  --%s\b" % option, text, re.M), option, text)
    expect(text.count("status 0") == 2, text)
    expect(all(len(l) <= 80 for l in text.split("\n")), "a line is too long")


@check("no Guest, no pinned page is left; the Host's dmesg has nothing to complain of")
def _():
    expect(part("left").split() == ["0", "0"], part("left"))
    for word in ("WARNING:", "BUG:", "Oops", "Call Trace", "INFO: rcu", "Bad page"):
        expect(word not in part("log"), [l for l in part("log").split("\n") if word in l][:1])

finish()
