/* SPDX-License-Identifier: GPL-2.0-only */
/* The other Guest's list leads to a page that it has never touched. The first
 * letter makes its own thread fetch the page, another one arrives.
 * neighbour: wire-fresh
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE + 32
	SEND	WIRE + 16, letter
	ANSWER	LGUEST_SEND_NO_ROOM
1:	SEND	WIRE + 16, letter
	cmpl	$LGUEST_SEND_NO_ROOM, %eax
	je	1b
	ANSWER	LGUEST_SEND_TAKEN
	POWEROFF
	WRONG
	.data
letter:	LIST	PA(page), 100
