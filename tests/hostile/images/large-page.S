/* SPDX-License-Identifier: GPL-2.0-only */
/* A page directory entry that maps 4 MiB.
 * expect: a large page at 0x800000 */
#include "hostile.h"
	START
	INIT
	movl	$PA(page) + 0x67, page2 + 0xc00
	movl	$0x000000e7, page2 + 8
	movl	$0x00100067, %eax
	movl	$0x100, %ecx
1:	movl	%eax, page(,%ecx,4)
	addl	$0x1000, %eax
	incl	%ecx
	cmpl	$0x200, %ecx
	jb	1b
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	movl	0x800000, %eax
	SURVIVED
