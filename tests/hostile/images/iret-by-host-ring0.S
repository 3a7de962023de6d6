/* SPDX-License-Identifier: GPL-2.0-only */
/* IRET with a frame that leads to ring 0, and one to ring 1: the Host declines both.
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
	movl	$KERNEL_CS, 8(%esp)
	HCALL	LHCALL_IRET
	testl	%eax, %eax
	jnz	8f
	movl	$0x73, 8(%esp)
	movl	$0x108, 20(%esp)
	HCALL	LHCALL_IRET
	testl	%eax, %eax
	jnz	8f
	POWEROFF
8:	SURVIVED
9:	cli
	SURVIVED
