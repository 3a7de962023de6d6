/* SPDX-License-Identifier: GPL-2.0-only */
/* lguest_data that begins in one page and ends in the next.
 * expect: LGUEST_INIT: lguest_data at 0x[0-9a-f]+: unaligned, or on two pages */
#include "hostile.h"
	START
	HCALL	LHCALL_LGUEST_INIT, $(PA(page) + 4000)
	SURVIVED
