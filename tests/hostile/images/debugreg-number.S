/* SPDX-License-Identifier: GPL-2.0-only */
/* A debug register with the first number behind the addresses.
 * expect: SET_DEBUGREG: there is no register 4 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $4, $0
	SURVIVED
