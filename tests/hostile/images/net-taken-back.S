/* SPDX-License-Identifier: GPL-2.0-only */
/* It takes its lists back and does not tell: the row is still its own memory.
 * expect-exit: 0 */
#include "net.h"
	START
	INIT
	SEE_DEVICE
	MUCH_ROOM
	OFFER
	SAY_FLAGS	PRESENT
	TAKE_BACK
	ASK
.Lwait:
	cmpl	$0, row
	je	.Lwait
	POWEROFF
