/* SPDX-License-Identifier: GPL-2.0-only */
/* A breakpoint on an instruction of four bytes.
 * expect: SET_DEBUGREG: 0xc0001 is no DR7 for a Guest */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $7, $0xc0001
	SURVIVED
