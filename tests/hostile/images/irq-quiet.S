/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One interrupt is delivered. After that nothing waits, and to enable
 * interrupts costs no call, a million times.
 * expect-exit: 0 */
#include "hostile.h"
#include "irqflags.inc"
	START
	INIT
	COUNT_DELIVERIES
	LET_ONE_WAIT
	IRQ_ENABLE
	cmpl	$1, called
	jne	.Lcalls
	movl	$1000000, %edi
1:	IRQ_DISABLE
	IRQ_ENABLE
	decl	%edi
	jnz	1b
	cmpl	$1, called
	jne	.Lcalls
	cmpl	$1, seen
	jne	.Lcalls
	POWEROFF
	COMPLAINT calls, "called for nothing"
