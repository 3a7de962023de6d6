# SPDX-License-Identifier: GPL-2.0-only
# The kernel's own selftests that `list` names, by the kernel's own Makefiles, as
# static 32-bit programs: build/selftests.cpio has them in /selftests, and
# build/selftests.img is a Host with that, for itself and for its Guests.
selftests = tests/selftests
selftests-in = $(BUILD)/selftests
selftests-c = $(abspath build/linux)/tools/testing/selftests
selftests-names := $(shell sed -n 's,^\([a-z][^ ]*\) \([^ ]*\).*,\1/\2,p' $(selftests)/list)
selftests-make = env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u LINUX -u BUILD -u CMD -u CPU make -s

build/selftests/headers: build/linux/.origin
	@mkdir -p build/selftests/kernel
	@$(selftests-make) -C build/linux O=$(selftests-in)/kernel ARCH=i386 headers
	@touch $@

# Of these Makefiles some name an option twice, or warn; none of it is ours.
build/selftests/stamp: $(selftests)/list $(selftests)/selftests.mk build/selftests/headers
	@echo '  CC      $(words $(selftests-names)) selftests'
	@mkdir -p build/log
	@for folder in $(sort $(dir $(selftests-names))); do \
		out=$(selftests-in)/$$folder; mkdir -p $$out; \
		targets=$$(printf '%s\n' $(selftests-names) | \
			sed -n "s,^$$folder\([^/]*\)$$,$$out\1,p"); \
		$(selftests-make) -C $(selftests-c)/$$folder OUTPUT=$${out%/} ARCH=i386 \
			CC='gcc -m32 -static -s -w -Wl,-z,muldefs' \
			KHDR_INCLUDES='-isystem $(selftests-in)/kernel/usr/include' \
			$$targets >build/log/selftests.log 2>&1 || \
			{ tail -n 20 build/log/selftests.log >&2; exit 1; }; \
	done
	@touch $@

build/selftests.cpio: build/selftests/stamp $(MACHINE)/image
	@$(MACHINE)/image $@ $(foreach p,$(selftests-names),selftests/$p=build/selftests/$p)

build/selftests.img: build/host.img build/selftests.cpio
	@$(MACHINE)/image $@.more boot/selftests.cpio=build/selftests.cpio
	@cat build/host.img build/selftests.cpio $@.more >$@
	@rm $@.more
