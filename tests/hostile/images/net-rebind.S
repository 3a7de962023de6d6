/* SPDX-License-Identifier: GPL-2.0-only */
/* It comes and goes a thousand times while answers are on their way.
 * expect-exit: 0 */
#include "net.h"
	START
	INIT
	SEE_DEVICE
	MUCH_ROOM
	movl	$1000, count
.Lagain:
	OFFER
	SAY_FLAGS	PRESENT
	ASK
	movl	$0, row
	ASK
	SAY_FLAGS	0
	TAKE_BACK
	movl	$0, row
	decl	count
	jnz	.Lagain
	POWEROFF
	.data
count:	.long	0
