/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An interrupt waits behind its mask. It leaves no note, and does not come
 * when interrupts are enabled. Unmasked with interrupts on, and a call, it is
 * there behind the call. Unmasked with interrupts off, and a note written on
 * suspicion, it is there behind the next enabling. 250 times each.
 * expect-exit: 0 */
#include "hostile.h"
#include "irqflags.inc"
	START
	INIT
	COUNT_DELIVERIES
	movl	$250, %edi
1:	call	wait_behind_mask
	andl	$~1, data + 8
	HCALL	LHCALL_FLUSH_ASYNC
	cmpl	$1, seen
	jne	.Llate
	call	wait_behind_mask
	IRQ_DISABLE
	andl	$~1, data + 8
	movl	$0x200, data + LGUEST_DATA_irq_pending
	cmpl	$0, seen
	jne	.Learly
	IRQ_ENABLE
	cmpl	$1, seen
	jne	.Llate
	decl	%edi
	jnz	1b
	POWEROFF
	COMPLAINT early, "it came through the mask, or left a note"
	COMPLAINT late, "it came late"

	/* With the flag off it leaves a note; then it is masked, and the note goes. */
wait_behind_mask:
	movl	$0, seen
	movl	$0, called
	IRQ_DISABLE
	LET_ONE_WAIT
	movl	$~0, data + 8
	HCALL	LHCALL_FLUSH_ASYNC
	cmpl	$0, data + LGUEST_DATA_irq_pending
	jne	.Learly
	IRQ_ENABLE
	cmpl	$0, called
	jne	.Learly
	cmpl	$0, seen
	jne	.Learly
	ret
