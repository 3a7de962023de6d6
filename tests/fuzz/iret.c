// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frame that the Host takes from a Guest's stack, for an iret in ring 0.
 *
 * promises about: frame_of_program program_eflags
 */
#include "target.h"

enum { WORDS = 3 };

static void attempt(const u32 *w)
{
	u32 eflags = program_eflags(w[2]);

	/* ring 3, in the two flat segments of a program, and in no other way */
	if (frame_of_program(w[0], w[1]))
		promise(w[0] % 4 == 3 && w[1] % 4 == 3 &&
			w[0] / 8 == 14 && w[1] / 8 == 15);
	/* bits as the manual numbers them: IF on, IOPL 0, no VM, VIF, VIP */
	promise(eflags >> 9 & 1);
	promise((eflags >> 12 & 3) == 0);
	promise((eflags >> 17 & 1) == 0);
	promise((eflags >> 19 & 3) == 0);
	/* 1 is one; 3, 5, 15 and the rest from 22 on are reserved */
	promise(eflags >> 1 & 1);
	promise(!(eflags & (1 << 3 | 1 << 5 | 1 << 15)) && eflags >> 22 == 0);
	/* all else is the program's, CF to ID */
	promise(((eflags ^ w[2]) & 0x00254DD5) == 0);
}

static void enumerate(void)
{
	unsigned int accepted = 0;

	for (u32 i = 0; i < 0x20000; i++) {
		attempt((u32[]) { i, 0x7B, i });
		attempt((u32[]) { 0x73, i, i << 15 });
		accepted += frame_of_program(i, 0x7B);
		accepted += frame_of_program(0x73, i);
	}
	promise(accepted == 2);
}

TARGET
