/* SPDX-License-Identifier: GPL-2.0-only */
/* Direct traps from ring 3, with a stack segment that there is not: a fault while
 * a fault is delivered, and that one cannot be either.
 * expect: unhandled trap 8 at 0x */
#include "hostile.h"
	START
	INIT
	FLAT_GDT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	HCALL	LHCALL_SET_STACK, $0x31, $stack_top-4096, $1
	GATE	6, handler, 0xf
	GATE	10, handler, 0xf
	pushl	$0x7b
	pushl	$stack_top
	pushl	$0x202
	pushl	$0x73
	pushl	$1f
	iretl
1:	ud2
handler:
	SURVIVED
