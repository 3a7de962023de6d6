/* SPDX-License-Identifier: GPL-2.0-only */
/* LOAD_GDT of one entry too many.
 * expect: LOAD_GDT: 33 entries */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $33
	SURVIVED
