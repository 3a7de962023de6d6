// SPDX-License-Identifier: GPL-2.0-only
/*
 * Segment descriptors.  Whatever goes in: no door into ring 0 comes out,
 * nothing that makes the CPU write to a table which it can only read, and
 * nothing that the Guest did not ask for.
 *
 * promises about: tame_descriptor gdt_fits
 */
#include "target.h"

enum { WORDS = 2 };

static void attempt(const u32 *w)
{
	u32 lo = w[0], hi = w[1];
	unsigned int type, dpl, system;
	bool data_or_code = w[1] & 0x1000, present = w[1] & 0x8000;

	tame_descriptor(&lo, &hi);
	if (!present || !data_or_code) {
		promise(lo == 0 && hi == 0);
		return;
	}
	/* the fields as the manual numbers them: bits 40 to 47 of the eight bytes */
	type = hi >> 8 & 15;
	system = !(hi >> 12 & 1);
	dpl = hi >> 13 & 3;
	promise(!system && dpl >= 1 && hi >> 15 & 1);
	promise(type & 1);			/* accessed already */
	/* base, limit, kind and size are the Guest's */
	promise(lo == w[0]);
	promise((hi & ~0x6100u) == (w[1] & ~0x6100u));
	promise(dpl == (w[1] >> 13 & 3) || (dpl == 1 && !(w[1] >> 13 & 3)));
	/* a second time changes nothing */
	tame_descriptor(&lo, &hi);
	promise(lo == w[0] && (hi >> 8 & 15) == type && (hi >> 13 & 3) == dpl);
}

/* All of the half-word with type, S, DPL, P, and half of base and limit. */
static void enumerate(void)
{
	for (u32 i = 0; i < 0x10000; i++) {
		attempt((u32[]) { 0x0000FFFF, i });
		attempt((u32[]) { 0, i | 0x00CF0000 });
		attempt((u32[]) { ~i, i << 8 });
	}
	for (u32 num = 0; num < 100; num++)
		promise(gdt_fits(num) == (num * 8 <= 0x100));
	promise(!gdt_fits(0x20000000) && !gdt_fits(0x20000001) && !gdt_fits(~0u));
}

TARGET
