// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug registers.  Four addresses and a DR7 go in; what is loaded while the
 * Guest runs must be a part of it, without ports or GD, and must not stop
 * anybody in the top 4 MiB.
 *
 * promises about: dr7_is_sane reaches_switcher armed_dr7 guest_dr6
 */
#include "target.h"

enum { WORDS = 6 };

/* Bytes of a length in DR7; 0: there is no such length in 32 bits. */
static const unsigned int bytes[4] = { 1, 2, 0, 4 };

static bool field_is_sane(unsigned int field)
{
	switch (field) {	/* LEN, R/W */
	case 0x0:					/* an instruction */
	case 0x1: case 0x5: case 0xD:			/* writes */
	case 0x3: case 0x7: case 0xF:			/* writes and reads */
		return true;
	}
	return false;
}

static void try_dr7(u32 dr7)
{
	/* bits 11 to 15: transactions, reserved, GD, reserved */
	bool sane = !(dr7 / 0x800 % 32);

	for (unsigned int n = 0; n < 4; n++)
		sane = sane && field_is_sane(dr7 >> (16 + 4 * n) & 15);
	promise(dr7_is_sane(dr7) == sane);
}

static void try_place(u32 addr, u32 length)
{
	if (bytes[length])
		promise(reaches_switcher(addr, length) ==
			((u64)addr + bytes[length] > 0xFFC00000u));
}

static void attempt(const u32 *w)
{
	u32 dr7 = w[4], armed, dr6;
	bool any = false;

	try_dr7(dr7);
	if (!dr7_is_sane(dr7))
		return;
	armed = armed_dr7(w, dr7);
	dr6 = guest_dr6(w[5], dr7);
	promise((dr6 & ~15u) == (w[5] & ~15u));
	for (unsigned int n = 0; n < 4; n++) {
		u32 length = dr7 >> (18 + 4 * n) & 3, on = dr7 >> 2 * n & 3;
		u64 end = (u64)w[n] + bytes[length];

		try_place(w[n], length);
		promise((armed >> 2 * n & 3) == (end > 0xFFC00000u ? 0 : on));
		promise((dr6 >> n & 1) == (on ? w[5] >> n & 1 : 0));
		any = any || (on && end <= 0xFFC00000u);
	}
	promise(!!armed == any);
	/* all else is as the Guest wants it */
	promise(!armed || (armed ^ dr7) < 0x100);
}

/* Each field of each breakpoint, each other bit, both sides of the border. */
static void enumerate(void)
{
	for (u32 field = 0; field < 0x10000; field++)
		try_dr7(field << 16 | 0x701);
	for (u32 low = 0; low < 0x10000; low++)
		try_dr7(low);
	for (u32 length = 0; length < 4; length++)
		for (u32 i = 0; i < 16; i++) {
			try_place(0xFFBFFFF8 + i, length);
			try_place(0xFFFFFFF8 + i, length);
		}
	for (u32 on = 0; on < 256; on++)
		for (u32 far = 0; far < 16; far++)
			attempt((u32[]) {
				far & 1 ? 0xFFC00000 : 0xFFBFFFFF, far & 2 ? 0xFFBFFFFD : 0xFFBFFFFC,
				far & 4 ? 0xFFFFFFFF : 0, far & 8 ? 0xFFBFFFFF : 0xFFBFFFFE,
				0x70D00400 | on, 0xFFFF0FFF });
}

TARGET
