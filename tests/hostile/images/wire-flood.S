/* SPDX-License-Identifier: GPL-2.0-only */
/* Sends a megabyte again and again, until nobody is there: the other Guest is
 * killed in the middle of it.
 * neighbour: wire-drain
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	movl	$PA(_start), %edi
	xorl	%ebx, %ebx
1:	movl	%edi, LIST_ADDR(letter, 0)(,%ebx,4)
	movw	$0xffff, LIST_LEN(letter, 0)(,%ebx,2)
	addl	$0x10001, %edi
	incl	%ebx
	cmpl	$16, %ebx
	jne	1b
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE
2:	SEND	WIRE, letter
	cmpl	$LGUEST_SEND_NOBODY, %eax
	jne	2b
	POWEROFF
	WRONG
	.data
letter:	LIST
