# SPDX-License-Identifier: GPL-2.0-only
# Each images/NAME.S becomes a Guest of a few instructions, /boot/hostile/NAME
# in the Host's image.
hostile = tests/hostile/images
hostile-guests = $(patsubst $(hostile)/%.S,build/hostile/%,$(wildcard $(hostile)/*.S))

build/hostile/%: $(hostile)/%.S $(wildcard $(hostile)/*.h) $(hostile)/hostile.lds \
		src/include/lguest/hypercall.h src/guest/doors.h src/guest/doors.S \
		build/machine/irqflags.inc
	@mkdir -p $(@D)
	$(say)
	@gcc -m32 -nostdlib -no-pie -static -Isrc/include -Isrc/guest -I$(hostile) -Ibuild/machine \
		-Wl,--build-id=none,--no-warn-rwx-segments,-T,$(hostile)/hostile.lds -o $@ $<

# What a Guest's kernel has in place of pushf, cli and sti, for asm() in C: the
# same as macros for assembler.
build/machine/irqflags.inc: src/linux/paravirt.h.patch
	@mkdir -p $(@D)
	$(say)
	@{ sed -n '/^+#define LGUEST_/,/[^\\]$$/s/^+//p' $<; \
	for name in SAVE_FL IRQ_DISABLE IRQ_ENABLE; do \
		printf '.macro %s\nLGUEST_%s\n.endm\n' $$name $$name; done; } | \
	gcc -E -P - | tr -d '"' | sed 's/%%/%/g; s/lguest_data/data/g' > $@
