/* SPDX-License-Identifier: GPL-2.0-only */
/* DR6 is not set by a call.
 * expect: SET_DEBUGREG: there is no register 6 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_DEBUGREG, $6, $0
	SURVIVED
