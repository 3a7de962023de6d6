/* SPDX-License-Identifier: GPL-2.0-only */
/* A trap on every access to a debug register, the Host's included.
 * expect: SET_DEBUGREG: 0x2000 is no DR7 for a Guest */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x2000
	SURVIVED
