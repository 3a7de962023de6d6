/* SPDX-License-Identifier: GPL-2.0-only */
/* lguest_data outside memory.
 * expect: LGUEST_INIT: lguest_data at 0x7ffff000 is outside memory */
#include "hostile.h"
	START
	HCALL	LHCALL_LGUEST_INIT, $0x7ffff000
	SURVIVED
