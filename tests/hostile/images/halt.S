/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeps for ever.
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_HALT
1:	jmp	1b
