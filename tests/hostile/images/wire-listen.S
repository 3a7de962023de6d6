/* SPDX-License-Identifier: GPL-2.0-only */
/* Has an empty list under the first key of the wire, and waits.
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	BIND	WIRE, room
	ANSWER	1
	SLEEP
	WRONG
	.data
room:	LIST	PA(page), 4096, PA(page2), 100
