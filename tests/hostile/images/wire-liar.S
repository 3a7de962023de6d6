/* SPDX-License-Identifier: GPL-2.0-only */
/* Binds an honest list, and makes a lie of it.
 * only: as a neighbour
 * expect: BIND_DMA: the list at 0x[0-9a-f]+ reaches out of memory */
#include "hostile.h"
	START
	INIT
	BIND	WIRE + 16, room
	ANSWER	1
	movl	$0xfffffff0, LIST_ADDR(room, 0)
	BIND	WIRE + 32, nothing
	ANSWER	1
	jmp	.
	WRONG
	.data
room:	LIST	PA(page), 100
