#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A flood of non-maskable interrupts while two Guests work: nobody notices.

One boot of a Host with two processors. QEMU's monitor injects NMIs as fast as
it answers. Some of them hit the Switcher between the worlds, which takes a
note (S:180); the Host counts those.
"""
import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, __file__.rsplit("/", 2)[0])
sys.path.insert(0, __file__.rsplit("/", 1)[0])
from checks import *
from sections import parse, script

ENOUGH = 10000              # NMIs that the Host has seen
ROUNDS = 20                 # of two Guests each, at the most
MARK = b"@@@@ "


def work(seed):
    return (("work", "noise %d 2097152 | md5sum; flags 1000; frames 50; traps; floats x87 2 100; "
                     "for i in $(seq 1 40); do sh -c 'echo $((%d * 7))'; done" % (seed, seed)),)


SCRIPT = r"""
exits=/sys/kernel/debug/lguest
nmis() { awk '/^ *NMI:/ { print $2 + $3 }' /proc/interrupts; }
# The sum of a counter over all Guests that there are.
sum() { cat $exits/*/exits 2>/dev/null | awk -v name=$1 '$1 == name { n += $2 } END { print n + 0 }'; }
for seed in 1 2; do
	eval "text=\$native$seed"
	sh -c "$text" 2>&1 | stamp > /tmp/host$seed
done
echo "@@@@ flood"
notes=0 seen=0 rounds=0
while [ $rounds -lt %(rounds)d ] && { [ $(nmis) -lt %(enough)d ] || [ $notes = 0 ]; }; do
	rounds=$((rounds + 1))
	for seed in 1 2; do
		eval "text=\$native$seed"
		in-guest --mem=48 --timeout=200 -- sh -c "$text" > /tmp/raw$seed 2>/tmp/err$seed &
	done
	n=0 e=0
	while sleep 0.1; jobs | grep -q Running; do
		new=$(sum note); [ $new -lt $n ] || n=$new
		new=$(sum nmi); [ $new -lt $e ] || e=$new
	done
	notes=$((notes + n)) seen=$((seen + e))
	for seed in 1 2; do
		stamp < /tmp/raw$seed > /tmp/guest$seed
		echo "@@@@ round$rounds-$seed"; cat /tmp/guest$seed; echo
		cat /tmp/err$seed >&2
	done
done
echo "@@@@ calm"
echo "@@@@ counts"; echo "$rounds $(nmis) $seen $notes"
for seed in 1 2; do echo "@@@@ host$seed"; cat /tmp/host$seed; echo; done
echo "@@@@ dmesg"; dmesg
echo "@@@@ end"
"""


class Flood(threading.Thread):
    """Injects NMIs until it is told to stop."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.over, self.injected = path, threading.Event(), 0

    def run(self):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(self.path)
            with s.makefile("rw") as qmp:
                qmp.readline()
                self.say(qmp, "qmp_capabilities")
                while not self.over.is_set():
                    self.say(qmp, "inject-nmi")
                    self.injected += 1

    @staticmethod
    def say(qmp, command):
        print(json.dumps({"execute": command}), file=qmp, flush=True)
        while "event" in json.loads(qmp.readline()):
            pass


def run_all():
    environment = dict(os.environ, LC_ALL="C")
    text = "".join("native%d=%s\n" % (seed, shlex.quote(script(work(seed)))) for seed in (1, 2))
    text += SCRIPT % {"rounds": ROUNDS, "enough": ENOUGH}
    with tempfile.TemporaryDirectory() as folder:
        qmp = os.path.join(folder, "qmp")
        process = subprocess.Popen(
            [os.path.join(TESTS, "vm"), "--quiet", "--timeout=400", "--in=host", "--smp=2", "--mem=512",
             "--cpu=max,-smap,vendor=GenuineIntel", "--qemu=-qmp unix:%s,server=on,wait=off" % qmp,
             "--", "sh", "-c", text],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        errors = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)
        reader.start()
        flood, parts, lines = Flood(qmp), {}, None
        for line in process.stdout:
            if line == MARK + b"flood\n":
                flood.start()
            if line == MARK + b"calm\n":
                flood.over.set()
            if line.startswith(MARK):
                lines = parts.setdefault(line[len(MARK):].decode().strip(), [])
            elif lines is not None:
                lines.append(line)
        flood.over.set()
        status = process.wait()
        reader.join(10)
    return status, {name: b"".join(l) for name, l in parts.items()}, flood.injected, b"".join(errors)


status, parts, injected, errors = run_all()
counts = [int(n) for n in parts.get("counts", b"").split()]


@check("the Host came through it")
def _():
    expect(status == 0 and "end" in parts, "status", status, shorten(errors))
    expect_well(parts["dmesg"].decode("latin-1"))


@check("%d NMIs and more, some of them between the worlds" % ENOUGH)
def _():
    expect(len(counts) == 4, counts, shorten(errors))
    rounds, nmis, in_guest, notes = counts
    expect(nmis >= ENOUGH, "only", nmis, "of", injected)
    expect(notes > 0, "the Switcher was never hit; Guests were", in_guest, "times")
    return "%d, of them %d in a Guest and %d between the worlds" % (nmis, in_guest, notes)


@check("all Guests answered as the Host does")
def _():
    expect(counts and counts[0] > 0, "there was no Guest")
    for seed in (1, 2):
        native = parse(parts["host%d" % seed])["work"]
        expect(native.status == 0 and native.lines, native.text)
        for number in range(1, counts[0] + 1):
            inside = parse(parts["round%d-%d" % (number, seed)]).get("work")
            expect(inside and inside.status == 0 and inside.lines == native.lines,
                   "round", number, "Guest", seed, inside and inside.text, shorten(errors))
    return "%d of them" % (2 * counts[0])


@check("no Launcher complained")
def _():
    expect(b"lguest:" not in errors and b"in-guest:" not in errors, shorten(errors))

finish()
