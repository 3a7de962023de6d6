/* SPDX-License-Identifier: GPL-2.0-only */
/* A call gate to ring 0 in the GDT.
 * expect: unhandled trap 1[13] at 0xc01 */
#include "hostile.h"
	START
	INIT
	/* Flat ring-1 segments where they were, and the gate as entry 5. */
	FLAT_GDT
	movl	$0x01000000, page + 0x28
	movl	$(PAGE_OFFSET | 0xec00), page + 0x2c
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	lcall	$0x29, $0
	SURVIVED
