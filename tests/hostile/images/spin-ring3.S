/* SPDX-License-Identifier: GPL-2.0-only */
/* Ring 3 spins for ever, with its kernel's interrupts off.
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	FLAT_GDT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	HCALL	LHCALL_SET_STACK, $KERNEL_DS, $stack_top, $1
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	pushl	$0x7b
	pushl	$stack_top
	pushl	$2
	pushl	$0x73
	pushl	$1f
	iretl
1:	jmp	1b
