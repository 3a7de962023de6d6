/* SPDX-License-Identifier: GPL-2.0-only */
/* A watchpoint on the stack of ring 1, on which the Switcher pushes a program's
 * page fault: it may be hit in ring 0, and everything goes on all the same.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	FLAT_GDT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	HCALL	LHCALL_SET_STACK, $KERNEL_DS, $stack_top-4096, $1
	GATE	1, ignored
	GATE	14, missed, 0xf
	HCALL	LHCALL_SET_DEBUGREG, $0, $stack_top-4096-4
	HCALL	LHCALL_SET_DEBUGREG, $1, $stack_top-4096-8
	HCALL	LHCALL_SET_DEBUGREG, $2, $stack_top-4096-20
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x0ddd0015
	movl	$100, left
again:	pushl	$0x7b
	pushl	$stack_top - 8192
	pushl	$0x202
	pushl	$0x73
	pushl	$1f
	iretl
1:	movl	0x70000000, %eax
	SURVIVED

missed:	movl	$stack_top, %esp
	decl	left
	jnz	again
	POWEROFF

ignored:
	iretl

	.data
left:	.long	0
