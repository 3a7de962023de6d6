# SPDX-License-Identifier: GPL-2.0-only
# The debug kernel, and build/debug/host.img: a Host with it, whose lguest is a
# module. Its Guests run the ordinary kernel.
debug = tests/debug

build/debug/bzImage: $(kernel-inputs) $(MACHINE)/debug.config $(MACHINE)/tracing.config build/linux/.origin | $(BOOK)
	@$(MACHINE)/kernel --debug

build/debug/lg.ko: build/debug/bzImage ;

guest-cc = gcc -m32 -nostdlib -no-pie -static -ffreestanding -fno-pic -O1 -Wall -Wextra -Werror \
	-mgeneral-regs-only -fno-stack-protector -fno-asynchronous-unwind-tables

build/debug/fuzz-guest: $(debug)/fuzz-guest.c $(debug)/fuzz.h $(debug)/fuzz.lds src/include/lguest/hypercall.h
	@mkdir -p $(@D)
	$(say)
	@$(guest-cc) -Isrc/include -Wl,--build-id=none,-T,$(debug)/fuzz.lds -o $@ $<

build/debug/fuzz: $(debug)/fuzz.c $(debug)/fuzz.h build/debug/fuzz-guest $(wildcard src/include/lguest/*.h)
	$(say)
	@$(CC32) -D_GNU_SOURCE -pthread -Isrc/include \
		-DIMAGE_FILE='"build/debug/fuzz-guest"' -o $@ $<

build/debug/host.img: build/host.img build/debug/lg.ko build/debug/fuzz $(MACHINE)/image
	@$(MACHINE)/image $@.more lib/lg.ko=build/debug/lg.ko usr/bin/fuzz=build/debug/fuzz
	@cat build/host.img $@.more >$@
	@rm $@.more
