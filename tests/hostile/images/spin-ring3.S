/* SPDX-License-Identifier: GPL-2.0-only */
/* Ring 3 spins for ever, with its kernel's interrupts off.
 * expect-kill: */
#include "hostile.h"
	START
	INIT_FOR_RING3
	ENTER_RING3 $1f, eflags=$2
1:	jmp	1b
