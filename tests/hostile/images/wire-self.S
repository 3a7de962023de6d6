/* SPDX-License-Identifier: GPL-2.0-only */
/* A Guest may send to itself, and the 64 places of its table come back after
 * a thousand rounds. A SEND in the ring has no answer, but it moves the bytes.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	movl	$1000, %ebp
1:	BIND	WIRE, room
	ANSWER	1
	BIND	WIRE, room
	ANSWER	0
	SEND	WIRE, letter
	ANSWER	LGUEST_SEND_TAKEN
	SEND	WIRE, letter
	ANSWER	LGUEST_SEND_NO_ROOM
	movl	room, %eax
	ANSWER	600
	movl	$0, room
	HCALL	LHCALL_BIND_DMA, $WIRE, $PA(letter)
	ANSWER	0
	HCALL	LHCALL_BIND_DMA, $WIRE, $PA(room)
	ANSWER	1
	SEND	WIRE, letter
	ANSWER	LGUEST_SEND_NOBODY
	decl	%ebp
	jnz	1b
	BIND	WIRE, room
	ANSWER	1
	movl	$LHCALL_SEND_DMA, data + 20 + 64
	movl	$WIRE, data + 20 + 68
	movl	$PA(letter), data + 20 + 72
	movb	$0, data + 20
	HCALL	LHCALL_FLUSH_ASYNC
	movl	room, %eax
	ANSWER	600
	POWEROFF
	WRONG
	.data
letter:	LIST	PA(page), 500, PA(page) + 400, 100
room:	LIST	PA(page) + 50, 300, PA(page) + 100, 300
