/* SPDX-License-Identifier: GPL-2.0-only */
/* The page of ring 1's stack, on which the Switcher pushes page faults, becomes
 * read-only in the Guest's table, of which nothing tells the Host; then a program
 * that reads it makes the Host look there. The next fault takes the long way.
 * expect-exit: 0 */
#include "hostile.h"
	.macro STACK_PTE flags
	movl	$PA(page_of_stack), %eax
	movl	%eax, %ecx
	shrl	$12, %ecx
	orl	$\flags, %eax
	movl	%eax, page(,%ecx,4)
	.endm

	START
	INIT_FOR_RING3 $page_of_stack+4096
	STACK_PTE 0x63			/* the kernel's, to be written */
	HCALL	LHCALL_FLUSH_TLB, $1
	GATE	14, missed, 0xf
	STACK_PTE 0x65			/* everybody's, to be read */
	ENTER_RING3 $1f
1:	movl	page_of_stack, %eax
	movl	0x70000000, %eax
	SURVIVED

	/* The first time the shadow is told of it; the second time is the end. */
missed:
	decl	times
	jz	done
	popl	data + LGUEST_DATA_cr2
	pushl	%eax
	movl	$LHCALL_FILL, %eax
	int	$LGUEST_TRAP_ENTRY
	SURVIVED
done:
	POWEROFF

	.data
times:	.long	2
	.balign	4096
page_of_stack:
	.skip	4096
