/* SPDX-License-Identifier: GPL-2.0-only */
/* Sends back what it gets, and waits. The list crosses the border of two pages,
 * and so do its sections.
 * only: as a neighbour
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_BIND_DMA, $(WIRE + 16), $PA(room), $(1 << 8 | 5)
	ANSWER	1
1:	movl	room, %eax
	testl	%eax, %eax
	je	1b
	ANSWER	4096
	SEND	WIRE, back
	ANSWER	LGUEST_SEND_TAKEN
	SLEEP
	WRONG
	.data
back:	LIST	PA(page) + 3, 1000, PA(page) + 1003, 3096
	.balign	4096
	.skip	4096 - 30
room:	LIST	PA(page) + 3, 4095, PA(page) + 4098, 1
