/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One interrupt is delivered. After that nothing waits, and to enable
 * interrupts costs no call, a million times.
 * expect-exit: 0 */
#include "hostile.h"
#include "irqflags.inc"
	START
	INIT
	GATE	LGUEST_FIRST_VECTOR, handler
	movl	$~1, data + 8
	HCALL	LHCALL_SET_CLOCKEVENT, $1
2:	cmpl	$0, data + LGUEST_DATA_irq_pending
	je	2b
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
.Lcalls: HCALL	LHCALL_CRASH, $PA(calls), $LGUEST_END_CRASH

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
calls:	.asciz	"called for nothing"
