/* SPDX-License-Identifier: GPL-2.0-only */
/* Puts a page into its list in which nothing has ever been.
 * only: as a neighbour
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	BIND	WIRE + 16, room
	ANSWER	1
	movl	$0x800000, LIST_ADDR(room, 0)
	BIND	WIRE + 32, nothing
	ANSWER	1
	jmp	.
	WRONG
	.data
room:	LIST	PA(page), 100
