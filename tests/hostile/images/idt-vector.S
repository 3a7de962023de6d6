/* SPDX-License-Identifier: GPL-2.0-only */
/* LOAD_IDT_ENTRY of a vector that is none.
 * expect: LOAD_IDT_ENTRY: no vector 256 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_LOAD_IDT_ENTRY, $256
	SURVIVED
