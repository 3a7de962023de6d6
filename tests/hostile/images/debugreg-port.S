/* SPDX-License-Identifier: GPL-2.0-only */
/* A breakpoint on a port.
 * expect: SET_DEBUGREG: 0x20001 is no DR7 for a Guest */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x20001
	SURVIVED
