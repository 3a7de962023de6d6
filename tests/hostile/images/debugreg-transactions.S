/* SPDX-License-Identifier: GPL-2.0-only */
/* A bit of DR7 about transactions.
 * expect: SET_DEBUGREG: 0x800 is no DR7 for a Guest */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x800
	SURVIVED
