/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands at each place in a Guest's kernel that enables interrupts, with
 * an interrupt that waits: it is delivered before the next instruction, by one
 * call, and not before the flag is on. The kernel's own text, 1,000 times.
 * expect-exit: 0 */
#include "hostile.h"
#include "irqflags.inc"
	START
	INIT
	GATE	LGUEST_FIRST_VECTOR, handler
	movl	$~1, data + 8
	movl	$1000, %edi
1:	IRQ_DISABLE
	movl	$0, seen
	movl	$0, called
	/* One nanosecond: it comes at once, or as soon as the Host's clock rings. */
	HCALL	LHCALL_SET_CLOCKEVENT, $1
2:	cmpl	$0, data + LGUEST_DATA_irq_pending
	je	2b
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
.Lflag:	HCALL	LHCALL_CRASH, $PA(flag), $LGUEST_END_CRASH
.Learly: HCALL	LHCALL_CRASH, $PA(early), $LGUEST_END_CRASH
.Llate:	HCALL	LHCALL_CRASH, $PA(late), $LGUEST_END_CRASH
.Lcalls: HCALL	LHCALL_CRASH, $PA(calls), $LGUEST_END_CRASH
.Lnote:	HCALL	LHCALL_CRASH, $PA(note), $LGUEST_END_CRASH

lguest_deliver_now:
	incl	called
	movl	$LHCALL_FLUSH_ASYNC, %eax
	int	$LGUEST_TRAP_ENTRY
	ret

handler:
	incl	seen
	movl	$0x200, data + LGUEST_DATA_irq_enabled
	iret

	.data
seen:	.long	0
called:	.long	0
flag:	.asciz	"the flag is not what was written there"
early:	.asciz	"it came although the flag was off"
late:	.asciz	"it came late"
calls:	.asciz	"it took another number of calls than one"
note:	.asciz	"the note is still there"
