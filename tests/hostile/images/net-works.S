/* SPDX-License-Identifier: GPL-2.0-only */
/* Nothing hostile: it asks, and gets an answer.
 * expect-exit: 0 */
#include "net.h"
	START
	INIT
	SEE_DEVICE
	MUCH_ROOM
	OFFER
	SAY_FLAGS	PRESENT
	ASK
.Lwait:
	cmpl	$0, row
	je	.Lwait
	cmpl	$52, row
	jb	wrong
	POWEROFF
