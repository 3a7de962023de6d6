/* SPDX-License-Identifier: GPL-2.0-only */
/* A conforming code segment that says DPL 0: still no ring 0.
 * expect: unhandled trap 13 at 0xc01 */
#include "hostile.h"
	START
	INIT
	FLAT_GDT
	FLAT	5, 0x9f
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	ljmp	$0x28, $1f
1:	cli
	SURVIVED
