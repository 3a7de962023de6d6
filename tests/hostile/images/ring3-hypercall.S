/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall from ring 3.
 * expect: unhandled trap 13 at 0xc01[0-9a-f]+ .error 0xfa */
#include "hostile.h"
	START
	INIT
	FLAT_GDT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	/* The Launcher's page tables map for the supervisor: we make our own. */
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	pushl	$0x7b
	pushl	$stack_top
	pushl	$0x202
	pushl	$0x73
	pushl	$1f
	iretl
1:	movl	$LHCALL_HALT, %eax
	int	$LGUEST_TRAP_ENTRY
2:	jmp	2b
