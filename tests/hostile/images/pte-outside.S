/* SPDX-License-Identifier: GPL-2.0-only */
/* A page table entry that leads out of memory.
 * expect: page 0x3ffff is outside the Guest's memory */
#include "hostile.h"
	START
	INIT
	/* Entry 0 of the page directory: a table whose entry 0 is elsewhere. */
	movl	$PA(page) + 0x67, page2
	movl	$0x3ffff067, page
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	movl	0, %eax
	SURVIVED
