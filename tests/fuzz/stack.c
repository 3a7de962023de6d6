// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stack of ring 1.  The CPU itself will push there, six words at the most,
 * and the Host keeps up to two pages of it present.
 *
 * On it the Switcher, in ring 0, pushes a page fault: seven words.
 *
 * promises about: judge_stack fault_stack_possible
 */
#include "target.h"

enum { WORDS = 3 };

static void try_fault(u32 esp)
{
	u64 first = (u64)esp - 28, last = (u64)esp - 1;

	promise(fault_stack_possible(esp) ==
		(!(esp & 3) && first >= 0xC0000000u && last < 0xFFC00000u &&
		 first / 4096 == last / 4096));
}

static void attempt(const u32 *w)
{
	u32 ss = w[0], esp = w[1], pages = w[2];
	enum verdict verdict = judge_stack(ss, esp, pages);

	try_fault(esp);
	promise((verdict == BAD_SELECTOR) == (ss >= 65536 || ss % 4 != 1));
	switch (verdict) {
	case FINE:
		promise(pages < 3);
		/* all bytes of two pages below esp are below the Switcher */
		promise((u64)esp - 1 < 0xFFC00000u && esp >= 8192);
		/* and going down page by page never wraps round */
		for (u32 i = 0; i < pages; i++)
			promise(esp - 1 - i * 4096 < esp);
		break;
	case BAD_COUNT:
		promise(pages > 2);
		break;
	case BAD_PLACE:
		promise(pages < 3);
		promise(esp / 4096 < 2 || esp > 0xFFC00000u);
		break;
	default:
		promise(verdict == BAD_SELECTOR);
	}
}

/* All selectors, and both sides of both ends. */
static void enumerate(void)
{
	for (u32 ss = 0; ss < 0x20000; ss++)
		attempt((u32[]) { ss, 0xC0001000, 2 });
	for (u32 i = 0; i < 8192; i++) {
		try_fault(i - 4096);
		try_fault(0xBFFFF000 + i);
		try_fault(0xFFBFF000 + i);
	}
	for (int i = -9; i <= 9; i++)
		for (u32 pages = 0; pages < 5; pages++)
			for (u32 ss = 0x68; ss < 0x6C; ss++) {
				attempt((u32[]) { ss, i, pages });
				attempt((u32[]) { ss, 4096 + i, pages });
				attempt((u32[]) { ss, 8192 + i, pages });
				attempt((u32[]) { ss, 0xFFC00000 + i, pages });
			}
}

TARGET
