/* SPDX-License-Identifier: GPL-2.0-only */
/* A page directory entry that maps 4 MiB.
 * expect: a large page at 0x800000 */
#include "hostile.h"
	START
	INIT
	movl	$0x000000e7, page2 + 8
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	movl	0x800000, %eax
	SURVIVED
