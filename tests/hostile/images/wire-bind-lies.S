/* SPDX-License-Identifier: GPL-2.0-only */
/* Binds a list that reaches out of memory to a key of the wire.
 * neighbour: wire-listen
 * expect: BIND_DMA: the list at 0x[0-9a-f]+ reaches out of memory */
#include "hostile.h"
	START
	INIT
	BIND	WIRE + 48, room
	SURVIVED
	.data
room:	LIST	PA(page), 1, 0xfffffff0, 0x20
