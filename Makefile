# SPDX-License-Identifier: GPL-2.0-only
# lguest: chapters become kernels, one running inside the other.

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:
# What needs many hands, the kernel, takes them itself.
.NOTPARALLEL:

MACHINE = tests/machine
# What somebody may say on the command line, for the scripts to hear. CMD as it
# was typed: a dollar in it is the Guest shell's, not make's.
export BUILD := $(abspath build)
export RUN := $(value CMD)
unexport CMD
ifdef LINUX
export LINUX := $(abspath $(LINUX))
endif
export ACCEL CPU SMP MEM GUEST_MEM BLOCK NET APPEND QEMU ONLY JOBS
IN ?= guest
trace-name = $(if $(filter command,$(firstword $(origin NAME))),$(NAME))
named = $(if $(trace-name),--name='$(trace-name)')
man-pages = build/lguest.1 build/lguest.4
PORT ?= 8633
GDB ?= gdb

help: ## these lines
	@awk -F ':.*## ' '/^[A-Za-z][A-Za-z _-]*:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'make Preparation, Guest, Drivers, Launcher, Host, Switcher, Mastery'
	@echo '                    reads that stage; STOP=G:033 one stop, FROM=G:050 from there on'
	@echo
	@echo 'ACCEL=tcg|kvm  CPU=(a QEMU model)  SMP=(processors)  MEM=(Host MiB)  GUEST_MEM=(MiB)'
	@echo 'BLOCK=(a disk for the Guest; if a system is on it, it boots)  NET=1 (a network)'
	@echo 'APPEND=(Guest command line)'
	@echo 'LINUX=(an unpacked Linux 6.12 or its tarball, instead of the distribution'\''s)'

run: ready ## boots Host and Guest: you land in the Guest's shell; CMD='uname -a' runs just that, IN=host in the Host
ifdef CMD
	@tests/vm --in=$(IN) -- sh -c "$$RUN"
else
	@if [ -t 0 ]; then tests/vm --in=$(IN); else tests/vm --in=$(IN) -- sh; fi
endif

debug: ready ## the same with gdb attached, at the chapters' lines
	@$(MACHINE)/setup debug
	@$(MACHINE)/debug --in=$(IN) -- $(GDB)

# The tests of the text need no machine, those of pure functions only src/; all
# others need it.
test: $(if $(filter extract tour,$(ONLY)),text-ready,$(if $(filter fuzz,$(ONLY)),tangle,ready)) book-ready ## everything CI checks; ONLY=extract, tour, fuzz, boot, guest, devices, debian, selftests, hostile, exercises, debug, v86 or coverage a part
	@tests/run $(ONLY)

check: book-ready ## the quick checks of text and code, in seconds, no kernel needed
	@$(MAKE) -s extract-check
	@tests/run --quick

coverage: ready ## what the tests have run of each stop -> chapters/coverage.txt, for the margins of the book
	@tests/coverage/record

bench: ready ## the measurements: a table, and build/bench.json
	@if [ -x tests/bench ]; then tests/bench; else echo 'bench: there is no tests/bench yet' >&2; exit 1; fi

trace: $(if $(RUN),trace-checked ready trace-ready book-ready,where-ready) ## records what CMD='ls /' makes a Guest do, stop by stop, and makes a page of it; NAME=boot reads a recording
ifdef CMD
	@$(MACHINE)/trace $(named) "$$RUN"
else
	@$(MAKE) -s read-trace
endif

traces: traces-checked ready trace-ready ## records the book's own examples anew, in chapters/traces
	@$(MACHINE)/trace --own='$(trace-name)'

exercise: ready ## tells whether you have solved exercise N=1 to N=5 of the last stage
	@tests/exercises/exercise '$(N)'

kernel: build-ready ## src/ and Linux -> build/bzImage and build/vmlinux
	@$(MAKE) -s build/bzImage

image: build-ready ## the initramfs of Host and Guest -> build/host.img and build/guest.img
	@$(MAKE) -s build/host.img

debian: build-ready ## a Debian for the Guest, build/debian.img (root has no password): make run BLOCK=build/debian.img
	@[ -e build/debian.img ] || $(MACHINE)/debian build/debian.img

tour: weave ## weaves the book, serves it here and prints the address
	@echo 'http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)'
	@cd Documentation/tour && exec python3 -m http.server --bind 127.0.0.1 $(PORT) >/dev/null 2>&1

man: $(man-pages) ## the manual pages lguest(1) and lguest(4) -> build/lguest.1, build/lguest.4

setup: ## installs what is missing (Debian and its kin)
	@$(MACHINE)/setup

clean: ## removes what was compiled, and keeps the unpacked Linux
	rm -rf build/kernel build/tracing build/debug build/machine build/programs build/selftests* build/extract build/lguest* \
		build/guest.img build/host.img build/bzImage build/vmlinux build/lg.ko build/log
	find src -mindepth 1 ! -name README.md -delete 2>/dev/null; true
	rm -rf Documentation/tour .tours

distclean: clean ## removes everything that is not in git
	rm -rf build

.PHONY: help run debug trace traces trace-checked traces-checked trace-ready test exercise check coverage bench kernel image debian man \
	tour setup clean distclean \
	ready build-ready text-ready book-ready where-ready

# --- The text: check, tangle, weave, and the seven stages
tangle: text-ready ## chapters/ -> src/ (touches only what changed)
journey: text-ready ## reads the stops of NAME= on its way through the stages; without it, what journeys there are
where: where-ready ## names the stop of LINE=src/guest/boot.c:120 or SYMBOL=lguest_init, or those of an oops on stdin
tours: text-ready ## chapters/ -> .tours/, for CodeTour in an editor
weave: book-ready ## chapters/ -> Documentation/tour/index.html, lguest.epub, lguest.pdf

-include extract/extract.mk

$(STAGES): text-ready

# The targets from here on are made in this order: the tools, then src/, and in a
# make of its own, which sees what tangling left there, the rest.
text-ready:
	@$(MACHINE)/setup text >&2

where-ready:
	@$(MACHINE)/setup text where >&2

book-ready:
	@$(MACHINE)/setup book paper >&2

build-ready:
	@$(MACHINE)/setup build >&2
	@$(MACHINE)/kernel --unpack
	@$(MAKE) -s tangle >&2

ready: build-ready
	@$(MAKE) -s build/host.img >&2

trace-checked:
	@$(MACHINE)/trace --check $(named) "$$RUN"

traces-checked:
	@$(MACHINE)/trace --check --own='$(trace-name)'

trace-ready: build-ready
	@$(MAKE) -s build/tracing/bzImage >&2

# --- The machine: kernel, Launcher, programs, images

in-kernel = src/guest src/host src/switcher src/drivers src/include src/linux
kernel-inputs = $(shell find $(in-kernel) -type f 2>/dev/null) \
	$(MACHINE)/kernel $(MACHINE)/kernel.config extract/apply-patches

build/bzImage: $(kernel-inputs) build/linux/.origin | $(BOOK)
	@$(MACHINE)/kernel

build/linux/.origin: ;

build/vmlinux: build/bzImage ;

# A Host that can be watched. Its Guests run the ordinary kernel.
build/tracing/bzImage: $(kernel-inputs) $(MACHINE)/tracing.config build/linux/.origin | $(BOOK)
	@$(MACHINE)/kernel --tracing

say = @echo '  CC      $@'
CC32 = gcc -m32 -static -s -O2 -Wall -Wextra -Werror

launcher-c = $(wildcard src/launcher/*.c)

build/lguest: $(launcher-c) $(wildcard src/launcher/* src/include/lguest/*.h)
	$(say)
	@$(MAKE) -s -C src/launcher O=$(BUILD)
	@touch $@

# The Launcher with a fault, for a test: more interrupts than anybody asked for.
build/machine/storm: $(MACHINE)/storm.c build/lguest
	@mkdir -p $(@D)
	$(say)
	@$(CC32) -D_GNU_SOURCE -pthread -Isrc/include -Wl,--wrap=read,--wrap=open -o $@ $< $(launcher-c) -lz

# The Launcher with another fault: it makes a system call that it has no need of.
build/machine/trespass: $(MACHINE)/trespass.c build/lguest
	@mkdir -p $(@D)
	$(say)
	@$(CC32) -D_GNU_SOURCE -pthread -Isrc/include -Wl,--wrap=read -o $@ $< $(launcher-c) -lz

# One whose disks have faults.
build/machine/shaky: $(MACHINE)/shaky.c build/lguest
	@mkdir -p $(@D)
	$(say)
	@$(CC32) -D_GNU_SOURCE -pthread -Isrc/include -Isrc/launcher \
		-Wl,--wrap=open64,--wrap=preadv64,--wrap=pwritev64v2,--wrap=fdatasync \
		-o $@ $< $(launcher-c) -lz

# Manual pages, as man(1) reads them: `man build/lguest.1`.
$(man-pages): build/%: Documentation/%.md | book-ready
	@mkdir -p $(@D)
	@echo '  MAN     $@'
	@pandoc -s -f markdown-smart -t man -o $@ $<

build/machine/wire: $(MACHINE)/wire.c
	@mkdir -p $(@D)
	$(say)
	@$(CC32) -o $@ $<

build/machine/tsc: $(MACHINE)/tsc.c
	@mkdir -p $(@D)
	$(say)
	@gcc -O2 -Wall -Wextra -Werror -o $@ $<

# A test program is one C file; both machines have it in /usr/bin.
programs = $(patsubst tests/guest/%.c,build/programs/%,$(wildcard tests/guest/*.c))

build/programs/%: tests/guest/%.c
	@mkdir -p $(@D)
	$(say)
	@$(CC32) -D_GNU_SOURCE -pthread -Isrc/include -o $@ $< -lm

# A file of its own for a hostile Guest: tests/hostile says how they are made.
-include tests/hostile/hostile.mk

# The kernel's own selftests, in an image of their own.
-include tests/selftests/selftests.mk

# A Host that looks twice at everything.
-include tests/debug/debug.mk

busybox = $(firstword $(wildcard build/packages/bin/busybox \
	build/packages/usr/bin/busybox /bin/busybox /usr/bin/busybox))
both = init=$(MACHINE)/init bin/busybox=$(busybox) bin/wire=build/machine/wire \
	$(foreach p,$(programs),usr/bin/$(notdir $p)=$p) proc/ sys/ usr/bin/
both-inputs = $(MACHINE)/image $(MACHINE)/init build/machine/wire $(programs)

build/guest.img: $(both-inputs)
	@$(MACHINE)/image $@ etc/role:=guest $(both)

launcher = $(if $(launcher-c),build/lguest)
build/host.img: $(both-inputs) build/guest.img build/bzImage $(launcher) \
		$(if $(launcher-c),build/machine/storm build/machine/trespass build/machine/shaky) $(hostile-guests) | build/machine/tsc
	@$(MACHINE)/image $@ etc/role:=host $(both) bin/in-guest@wire \
		$(if $(launcher),bin/lguest=build/lguest \
			usr/lib/storm/lguest=build/machine/storm \
			usr/bin/trespass=build/machine/trespass \
			usr/lib/shaky/lguest=build/machine/shaky) \
		$(if $(wildcard build/lg.ko),lib/lg.ko=build/lg.ko) \
		$(foreach g,$(hostile-guests),boot/hostile/$(notdir $g)=$g) \
		boot/bzImage=build/bzImage boot/guest.img=build/guest.img
