/* SPDX-License-Identifier: GPL-2.0-only */
/* Two of these send to each other as fast as they can, at the same time, and the
 * one that has had enough goes.
 * neighbour: wire-cross
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	movl	$WIRE, mine
	movl	$WIRE + 16, yours
	BIND	WIRE, room
	cmpl	$1, %eax
	je	1f
	movl	$WIRE + 16, mine
	movl	$WIRE, yours
	BIND	WIRE + 16, room
	ANSWER	1
1:	HCALL	LHCALL_SEND_DMA, yours, $PA(nothing)
	cmpl	$LGUEST_SEND_TAKEN, %eax
	jne	1b
	movl	$3000, %ebp
2:	HCALL	LHCALL_SEND_DMA, yours, $PA(letter)
	cmpl	$LGUEST_SEND_TAKEN, %eax
	ja	wrong
	movl	$0, room
	decl	%ebp
	jnz	2b
	POWEROFF
	WRONG
	.data
mine:	.long	0
yours:	.long	0
letter:	LIST	PA(page), 4096, PA(page2), 4096
room:	LIST	PA(page2), 4096, PA(page), 4096
