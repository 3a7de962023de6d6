/* SPDX-License-Identifier: GPL-2.0-only */
/* Ring 1 spins for ever, with its interrupts off.
 * expect-kill: */
#include "hostile.h"
	START
	INIT
1:	jmp	1b
