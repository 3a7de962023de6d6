#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A Debian boots from a disk in a Guest: a login, and what a distribution does.

One boot. tests/machine/debian has made the disk; ours is a copy.
"""
import tempfile

from console import *

work = tempfile.TemporaryDirectory()
disk = os.path.join(work.name, "debian.img")


@check("a Debian is there, and a copy of it")
def _():
    made = call(os.path.join(TESTS, "machine", "debian"), disk, timeout=1800)
    expect(made.status == 0, *made.err_lines[-1:])
    expect(filesystem_is_well(disk))
    return "%d MiB" % (os.stat(disk).st_blocks >> 11)
if not os.path.exists(disk):
    finish()

debian = Console(launcher(disk), "distribution")


def passes(what, command, *words, silent=False):
    @check(what)
    def _():
        started = time.monotonic()
        status, text = debian.run(command)
        expect(status == 0, "status", status, shorten(text[-500:].encode()))
        expect(not silent or not text, "it said", shorten(text.encode()))
        for word in words:
            expect(re.search(word, text, re.M), "no", repr(word), "in",
                   shorten(text.encode()))
        return "%.0f s" % (time.monotonic() - started)


@check("it boots to a login prompt, and root logs in")
def _():
    started = time.monotonic()
    debian.log_in()
    debian.type("tty; uname -sr")
    debian.wait_for(r"\n/dev/hvc0\nLinux 6\.12\S*\nroot@debian:~# ")
    debian.plain()
    return "%.0f s" % (time.monotonic() - started)
if failures:
    debian.kill()
    finish()

passes("its root is the disk", "findmnt -n -o SOURCE,FSTYPE,OPTIONS /; cat /proc/partitions",
       r"^/dev/(lgba|root) +ext4 +rw\b", r" lgba$")
passes("all services are up", "systemctl is-system-running --wait; systemctl --failed --no-legend",
       r"\Arunning\n\Z")
passes("apt-get check", "apt-get -q check")
passes("apt-get would install something", "apt-get -q -s install hello", r"^Inst hello ")
passes("dpkg --audit finds nothing", "dpkg --audit", silent=True)
passes("dpkg --verify finds nothing", "dpkg --verify", silent=True)
passes("python3 passes its own tests",
       "cd /usr/lib/python3.*/test; set -- $(ls test_*.py | grep -v test_support); "
       "[ $# -ge 12 ] && python3 -m test -q ${@%.py}", r"Tests result: SUCCESS")
passes("gcc compiles a program, with a library and without", """
cat > /tmp/six.c <<'END'
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
	(void)argv;
	printf("%.3f\\n", sqrt(argc * 36.0));
	return EXIT_SUCCESS;
}
END
cd /tmp && gcc -O2 -Wall -o six six.c -lm && gcc -static -o six-static six.c -lm &&
./six && ./six-static && ldd six""", r"\A6\.000\n6\.000\n", r"libm\.so\.6 => /")
passes("what the kernel said has no complaint",
       "! dmesg | grep -E 'WARNING|BUG|Oops|I/O error|EXT4-fs (error|warning)|Call Trace'")


@check("poweroff ends the Launcher with status 0")
def _():
    debian.type("systemctl poweroff")
    status, text = debian.end()
    expect("reboot: Power down" in text, shorten(text[-400:].encode()))
    expect(status == 0, "status", status, shorten(text[-400:].encode()))


@check("fsck finds nothing")
def _():
    expect(filesystem_is_well(disk))

debian.kill()
finish()
