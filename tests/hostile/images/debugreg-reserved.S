/* SPDX-License-Identifier: GPL-2.0-only */
/* A bit of DR7 that means nothing yet.
 * expect: SET_DEBUGREG: 0x8000 is no DR7 for a Guest */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x8000
	SURVIVED
