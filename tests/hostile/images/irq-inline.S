/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands at each place in a Guest's kernel that enables interrupts, with
 * an interrupt that waits: it is delivered before the next instruction, by one
 * call, and not before the flag is on. The kernel's own text, 250 times.
 * expect-exit: 0 */
#include "hostile.h"
#include "irqflags.inc"
	START
	INIT
	COUNT_DELIVERIES
	movl	$250, %edi
1:	IRQ_DISABLE
	movl	$0, seen
	movl	$0, called
	LET_ONE_WAIT
	SAVE_FL
	testl	%eax, %eax
	jnz	.Lflag
	cmpl	$0, seen
	jne	.Learly
	IRQ_ENABLE
	cmpl	$1, seen
	jne	.Llate
	cmpl	$1, called
	jne	.Lcalls
	cmpl	$0, data + LGUEST_DATA_irq_pending
	jne	.Lnote
	SAVE_FL
	cmpl	$0x200, %eax
	jne	.Lflag
	decl	%edi
	jnz	1b
	POWEROFF
	COMPLAINT flag, "the flag is not what was written there"
	COMPLAINT early, "it came although the flag was off"
	COMPLAINT late, "it came late"
	COMPLAINT calls, "it took another number of calls than one"
	COMPLAINT note, "the note is still there"
