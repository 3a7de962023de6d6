/* SPDX-License-Identifier: GPL-2.0-only */
/* Binds a key in ordinary memory, and one on the wire to say that it has.
 * only: as a neighbour
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	BIND	0x100000, room
	ANSWER	1
	BIND	WIRE, room
	ANSWER	1
	SLEEP
	WRONG
	.data
room:	LIST	PA(page), 4096
