/* SPDX-License-Identifier: GPL-2.0-only */
/* IRET with frames that lead to ring 0, and to a foreign stack: the Host declines.
 * One that leads to ring 1 is plain.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	pushl	$0x7b
	pushl	$stack_top
	pushl	$2
	pushl	$0x100
	pushl	$9f
	pushl	$0
	HCALL	LHCALL_IRET
	testl	%eax, %eax
	jnz	8f
	movl	$0x60, 8(%esp)
	HCALL	LHCALL_IRET
	testl	%eax, %eax
	jnz	8f
	movl	$0x73, 8(%esp)
	movl	$0x108, 20(%esp)
	HCALL	LHCALL_IRET
	testl	%eax, %eax
	jnz	8f
	/* And now one that it does not decline. */
	movl	$KERNEL_CS, 8(%esp)
	movl	$1f, 4(%esp)
	HCALL	LHCALL_IRET
8:	SURVIVED
1:	POWEROFF
9:	cli
	SURVIVED
