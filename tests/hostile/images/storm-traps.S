/* SPDX-License-Identifier: GPL-2.0-only */
/* Ring 3 executes an invalid instruction, and its handler goes back to it.
 * expect-kill: */
#include "hostile.h"
	START
	INIT_FOR_RING3
	GATE	6, again
	ENTER_RING3 $1f
1:	ud2
again:	iretl
