/* SPDX-License-Identifier: GPL-2.0-only */
/* A page directory that is not on a page.
 * expect: NEW_PGTABLE: page directory 0x[0-9a-f]+ is not page aligned */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_NEW_PGTABLE, $(PA(page) + 4)
	SURVIVED
