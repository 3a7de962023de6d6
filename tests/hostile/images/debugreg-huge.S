/* SPDX-License-Identifier: GPL-2.0-only */
/* A number that wraps in any arithmetic.
 * expect: SET_DEBUGREG: there is no register 4294967295 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $0xffffffff, $0
	SURVIVED
