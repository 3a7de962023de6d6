/* SPDX-License-Identifier: GPL-2.0-only */
/* Two honest Guests: what is sent in three sections arrives in two, whole, and
 * the answer comes back. What does not fit does not arrive at all.
 * neighbour: wire-echo
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	BIND	WIRE, room
	ANSWER	1
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE + 16
	cmpl	$0, nothing			/* and nothing was moved */
	jne	wrong
	SEND	WIRE + 16, too_long
	ANSWER	LGUEST_SEND_NO_ROOM
	cmpl	$0, too_long
	jne	wrong
	SEND	WIRE + 32, letter
	ANSWER	LGUEST_SEND_NOBODY
	SEND	WIRE + 16, letter
	ANSWER	LGUEST_SEND_TAKEN
	cmpl	$4096, letter
	jne	wrong
	SEND	WIRE + 16, letter		/* it has one list */
	ANSWER	LGUEST_SEND_NO_ROOM
	cmpl	$0, letter
	jne	wrong
1:	cmpl	$0, room
	je	1b
	movl	room, %eax
	ANSWER	4096
	movl	$text, %esi
	movl	$page, %edi
	movl	$4096, %ecx
	cld
	repe	cmpsb
	jne	wrong
	POWEROFF
	WRONG
	.data
letter:	LIST	PA(text), 1, PA(text) + 1, 4094, PA(text) + 4095, 1
too_long: LIST	PA(text), 4096, PA(text), 1
room:	LIST	PA(page), 4096
text:	.rept	1024
	.long	0x01000193 * (. - text + 1)
	.endr
