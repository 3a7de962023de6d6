/* SPDX-License-Identifier: GPL-2.0-only */
/* A watchpoint of eight bytes, by DR3.
 * expect: SET_DEBUGREG: 0x90000040 is no DR7 for a Guest */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x90000040
	SURVIVED
