/* SPDX-License-Identifier: GPL-2.0-only */
/* A page directory that is its own page table, written through itself until it leads out of memory.
 * expect: page 0x3ffff is outside the Guest's memory */
#include "hostile.h"
	START
	INIT
	OWN_TABLES
	/* Entry 1 is the directory itself: 4 MiB to 8 MiB is all the tables. */
	movl	$PA(page2) + 0x67, page2 + 4
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	movl	$0x3ffff067, 0x00401008
	movl	0x00800000, %eax
	SURVIVED
