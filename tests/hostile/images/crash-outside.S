/* SPDX-License-Identifier: GPL-2.0-only */
/* A last message from outside memory.
 * expect: CRASH: message 0xf0000000 is outside memory */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_CRASH, $0xf0000000
	SURVIVED
