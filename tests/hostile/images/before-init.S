/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall before the first one.
 * expect: hypercall 3 before LGUEST_INIT */
#include "hostile.h"
	START
	HCALL	LHCALL_LOAD_GDT, $PA(page), $1
	SURVIVED
