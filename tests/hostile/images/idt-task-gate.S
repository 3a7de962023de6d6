/* SPDX-License-Identifier: GPL-2.0-only */
/* A task gate.
 * expect: LOAD_IDT_ENTRY: vector 13 has a gate of type 5 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_LOAD_IDT_ENTRY, $13, $0x00800000, $0x8500
	SURVIVED
