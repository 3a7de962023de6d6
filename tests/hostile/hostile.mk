# SPDX-License-Identifier: GPL-2.0-only
# Each images/NAME.S becomes a Guest of a few instructions, /boot/hostile/NAME
# in the Host's image.
hostile = tests/hostile/images
hostile-guests = $(patsubst $(hostile)/%.S,build/hostile/%,$(wildcard $(hostile)/*.S))

build/hostile/%: $(hostile)/%.S $(hostile)/hostile.h $(hostile)/hostile.lds \
		src/include/lguest/hypercall.h src/guest/doors.h src/guest/doors.S
	@mkdir -p $(@D)
	$(say)
	@gcc -m32 -nostdlib -no-pie -static -Isrc/include -Isrc/guest -I$(hostile) \
		-Wl,--build-id=none,--no-warn-rwx-segments,-T,$(hostile)/hostile.lds -o $@ $<
