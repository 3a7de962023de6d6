/* SPDX-License-Identifier: GPL-2.0-only */
/* LOAD_GDT with a count whose size in bytes wraps around.
 * expect: LOAD_GDT: 536870913 entries */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $0x20000001
	SURVIVED
