/* SPDX-License-Identifier: GPL-2.0-only */
/* Last words that would clear the terminal and forge a second line.
 * expect: CRASH:  \[2Jfirst second$ */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_CRASH, $PA(words), $LGUEST_END_CRASH
	SURVIVED
	.data
words:
	.asciz	"\033[2Jfirst\nsecond"
