/* SPDX-License-Identifier: GPL-2.0-only */
/* The list that it sends has a section which ends behind its memory.
 * neighbour: wire-listen
 * expect: SEND_DMA: the list at 0x[0-9a-f]+ reaches out of memory */
#include "hostile.h"
	START
	INIT
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE
	SEND	WIRE, letter
	SURVIVED
	WRONG
	.data
letter:	LIST	PA(page), 1, 0x1fffff6, 11
