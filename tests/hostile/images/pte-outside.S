/* SPDX-License-Identifier: GPL-2.0-only */
/* A page table entry that leads out of memory.
 * expect: page 0x3ffff is outside the Guest's memory */
#include "hostile.h"
	START
	INIT
	movl	%esi, %esi
	/* Entry 0 of the page directory: a table whose entry 0 is elsewhere. */
	movl	$PA(page) + 0x67, page2
	movl	$PA(page) + 0x67, page2 + 0xc00
	movl	$0x3ffff067, page
	movl	$0x00100067, %eax
	movl	$0x100, %ecx
1:	movl	%eax, page(,%ecx,4)
	addl	$0x1000, %eax
	incl	%ecx
	cmpl	$0x200, %ecx
	jb	1b
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	movl	0, %eax
	SURVIVED
