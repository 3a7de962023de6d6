/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own doors for direct traps, and reflected traps: in each saved
 * frame IF is the virtual flag, which is off at the handler's first instruction.
 * The page of the stack is missing in the shadow whenever a trap comes.
 * expect-exit: 0 */
#include "hostile.h"
#define X86_EFLAGS_IF_BIT	9
#include "doors.S"
	.set	lguest_data, data

	/* Causes a trap with the flag off, and with the flag on. */
	.macro TRY code
	TRY_WITH 0, \code
	TRY_WITH 0x200, \code
	.endm

	.macro TRY_WITH flag, code
	movl	$\flag, want
	movl	$9f, resume
	movl	%esp, stack
	HCALL	LHCALL_FLUSH_TLB, $1
	movl	$\flag, data + LGUEST_DATA_irq_enabled
	\code
	jmp	failed
9:
	.endm

	.macro EXPECT eflags
	movl	$\eflags, where
	.endm

	/* A trap gate to the door of a vector: goes directly. */
	.macro DOOR vector
	GATE	\vector, (doors + \vector * LGUEST_DOOR_SIZE), 0xf, 3
	.endm

	/* A statement each, since a macro's argument ends with one. */
	.macro DIVIDE
	xorl	%ecx, %ecx
	idivl	%ecx
	.endm

	.macro OVERFLOWS
	movl	$0x7fffffff, %eax
	incl	%eax
	into
	.endm

	.macro OUT_OF_BOUNDS
	movl	$21, %eax
	bound	%eax, limits
	.endm

	.macro X87
	fldcw	unmasked
	fldz
	fld1
	fdivp
	fwait
	.endm

	.macro NO_FPU
	HCALL	LHCALL_TS, $1
	fnop
	.endm

	.macro TASK
	pushl	$0x4002
	popfl
	iretl
	.endm

	.macro CAUSES
	EXPECT	8
	.irp	cause, DIVIDE, int3, OVERFLOWS, OUT_OF_BOUNDS, ud2, X87
	TRY	\cause
	.endr
	EXPECT	12
	TRY	TASK
	.endm

	START
	INIT_FOR_RING3 $stack_top-4096

	/* Directly, from ring 1. */
	.irp	vector, 0, 3, 4, 5, 6, 7, 10, 16
	DOOR	\vector
	.endr
	CAUSES
	EXPECT	8
	TRY	NO_FPU

	/* Directly, from ring 3, where the flag is always on. */
	movl	$8, where
	movl	$0x200, want
	movl	%esp, stack
	.irp	code, ud2, int3, OUT_OF_BOUNDS, DIVIDE
	HCALL	LHCALL_FLUSH_TLB, $1
	movl	$9f, resume
	movl	$0x200, data + LGUEST_DATA_irq_enabled
	ENTER_RING3 $8f, stack=$stack_top-8192
8:	\code
	hlt
9:	movl	seen_cs, %ecx
	andl	$3, %ecx
	cmpl	$3, %ecx
	jne	failed
	.endr

	/* By the Host, from ring 1: through interrupt gates. */
	.irp	vector, 0, 3, 4, 5, 6, 10, 13, 16
	GATE	\vector, caught, 0xe, 3
	.endr
	CAUSES
	EXPECT	12
	TRY	hlt

	/* Through a trap gate of the Guest's the flag stays as it was. */
	GATE	13, caught_open, 0xf
	TRY	hlt
	POWEROFF

caught_open:
	movl	data + LGUEST_DATA_irq_enabled, %eax
	cmpl	want, %eax
	jne	failed
	movl	$0, data + LGUEST_DATA_irq_enabled
caught:
	cmpl	$0, data + LGUEST_DATA_irq_enabled
	jne	failed
	movl	where, %eax
	movl	-4(%esp,%eax), %ecx
	movl	%ecx, seen_cs
	movl	(%esp,%eax), %eax
	andl	$0x200, %eax
	cmpl	want, %eax
	jne	failed
	/* TS, what the x87 complained of, and the nested task flag must go. */
	movl	stack, %esp
	HCALL	LHCALL_TS
	pushl	$2
	popfl
	fninit
	jmp	*resume

failed:
	SURVIVED

	.balign	LGUEST_DOOR_SIZE
doors:
	.set	vector, 0
	.rept	LGUEST_DOORS
	.org	doors + vector * LGUEST_DOOR_SIZE, 0xcc
	.if vector >= 10 && vector <= 12 || vector == 17
	LGUEST_DOOR vector, 12
	.else
	LGUEST_DOOR vector, 8
	.endif
	.set	vector, vector + 1
	.endr

	.data
	.balign	4
lguest_door_handlers:
	.rept	LGUEST_DOORS
	.long	caught
	.endr
want:	.long	0
where:	.long	0
stack:	.long	0
resume:	.long	0
seen_cs:
	.long	0
limits:	.long	10, 20
unmasked:
	.word	0x137b
