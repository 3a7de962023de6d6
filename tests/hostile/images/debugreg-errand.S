/* SPDX-License-Identifier: GPL-2.0-only */
/* A watchpoint on the stack of ring 1, on which the Switcher pushes a program's
 * page fault: it may be hit in ring 0, and everything goes on all the same.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT_FOR_RING3 $stack_top-4096
	GATE	1, ignored
	GATE	14, missed, 0xf
	HCALL	LHCALL_SET_DEBUGREG, $0, $stack_top-4096-4
	HCALL	LHCALL_SET_DEBUGREG, $1, $stack_top-4096-8
	HCALL	LHCALL_SET_DEBUGREG, $2, $stack_top-4096-20
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x0ddd0015
	movl	$100, left
again:
	ENTER_RING3 $1f, stack=$stack_top-8192
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
