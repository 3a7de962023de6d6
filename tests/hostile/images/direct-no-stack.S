/* SPDX-License-Identifier: GPL-2.0-only */
/* Direct traps from ring 3, with a stack segment that there is not: a fault while
 * a fault is delivered, and that one cannot be either.
 * expect: unhandled trap 8 at 0x */
#include "hostile.h"
	START
	INIT_FOR_RING3
	HCALL	LHCALL_SET_STACK, $0x31, $stack_top-4096, $1
	GATE	6, handler, 0xf
	GATE	10, handler, 0xf
	ENTER_RING3 $1f
1:	ud2
handler:
	SURVIVED
