/* SPDX-License-Identifier: GPL-2.0-only */
/* A page directory outside memory.
 * expect: NEW_PGTABLE: page directory 0x40000000 is outside memory */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_NEW_PGTABLE, $0x40000000
	SURVIVED
