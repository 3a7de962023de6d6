/* SPDX-License-Identifier: GPL-2.0-only */
/* LOAD_GDT from beyond the end of memory.
 * expect: page 0x.* is outside the Guest's memory */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_LOAD_GDT, $0xfffff000, $32
	SURVIVED
