/* SPDX-License-Identifier: GPL-2.0-only */
/* It sends to a Guest that has changed its list into a lie since. That one is
 * killed for it; we hear that there was no room, and then that nobody is there.
 * neighbour: wire-liar
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE + 32	/* the list has been changed */
	SEND	WIRE + 16, letter
	ANSWER	LGUEST_SEND_NO_ROOM
	WAIT_FOR LGUEST_SEND_NOBODY, WIRE + 16
	POWEROFF
	WRONG
	.data
letter:	LIST	PA(page), 100
