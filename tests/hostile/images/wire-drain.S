/* SPDX-License-Identifier: GPL-2.0-only */
/* Has room for a megabyte, and throws it away as soon as it is there.
 * only: as a neighbour, and killed in the middle
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	movl	$0x400001, %edi
	xorl	%ebx, %ebx
1:	movl	%edi, LIST_ADDR(room, 0)(,%ebx,4)
	movw	$0xffff, LIST_LEN(room, 0)(,%ebx,2)
	addl	$0x10003, %edi
	incl	%ebx
	cmpl	$16, %ebx
	jne	1b
	BIND	WIRE, room
	ANSWER	1
2:	movl	$0, room
	jmp	2b
	WRONG
	.data
room:	LIST
