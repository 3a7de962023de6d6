// SPDX-License-Identifier: GPL-2.0-only
/*
 * Port instructions.  The model is the manual's table of eight opcodes, with
 * the width that each of them has.
 *
 * promises about: decode_port_access
 */
#include "target.h"

enum { WORDS = 1 };

static const struct {
	u8 opcode;
	bool in;
	int bytes;	/* 1, or -1: as wide as the CPU is told to be */
	int operands;
} manual[] = {
	{ 0xE4, true,   1, 1 },	/* in al, imm8 */
	{ 0xE5, true,  -1, 1 },	/* in eax, imm8 */
	{ 0xE6, false,  1, 1 },	/* out imm8, al */
	{ 0xE7, false, -1, 1 },	/* out imm8, eax */
	{ 0xEC, true,   1, 0 },	/* in al, dx */
	{ 0xED, true,  -1, 0 },	/* in eax, dx */
	{ 0xEE, false,  1, 0 },	/* out dx, al */
	{ 0xEF, false, -1, 0 },	/* out dx, eax */
};

static void attempt(const u32 *w)
{
	u8 opcode = w[0];
	bool narrow = w[0] >> 8 & 1;
	struct port_access access = decode_port_access(opcode, narrow);

	for (unsigned int i = 0; i < 8; i++) {
		int bytes = manual[i].bytes > 0 ? 1 : narrow ? 2 : 4;

		if (manual[i].opcode != opcode)
			continue;
		promise(access.valid);
		promise(access.operands == manual[i].operands);
		promise(access.ones ==
			(manual[i].in ? (1ull << 8 * bytes) - 1 : 0));
		return;
	}
	promise(!access.valid && !access.ones && !access.operands);
}

/* There are 512 of them. */
static void enumerate(void)
{
	for (u32 i = 0; i < 512; i++)
		attempt(&i);
}

TARGET
