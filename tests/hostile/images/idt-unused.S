/* SPDX-License-Identifier: GPL-2.0-only */
/* Vectors that are the Host's own are ignored quietly.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_LOAD_IDT_ENTRY, $2, $0, $0x8500
	HCALL	LHCALL_LOAD_IDT_ENTRY, $8, $0, $0x8500
	HCALL	LHCALL_LOAD_IDT_ENTRY, $18, $0, $0x8500
	HCALL	LHCALL_LOAD_IDT_ENTRY, $31, $0, $0x8500
	POWEROFF
