/* SPDX-License-Identifier: GPL-2.0-only */
/* Binds, gives the page to somebody else after unbinding, and begins anew.
 * What was withdrawn must not be written to any more.
 * only: as a neighbour
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	movl	$1000, %ebp
1:	movl	$0, room
	BIND	WIRE + 16, room
	ANSWER	1
	HCALL	LHCALL_BIND_DMA, $(WIRE + 16), $PA(room)
	ANSWER	1
	movl	$0, room
	movl	$0x12345678, page
	HCALL	LHCALL_FLUSH_ASYNC
	movl	room, %eax
	ANSWER	0
	cmpl	$0x12345678, page
	jne	wrong
	decl	%ebp
	jnz	1b
	BIND	WIRE + 32, nothing
	ANSWER	1
	SLEEP
	WRONG
	.data
room:	LIST	PA(page), 4096
