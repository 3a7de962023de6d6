/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pattern of a Guest's iret: the flag, and then the iret, in a range where
 * the Host delivers nothing. Ring 3 counts in all its registers and makes
 * system calls; each handler looks where its frame is, and what is in it, and
 * returns through the pattern. A system call asks the Launcher of
 * tests/guest/storm.py for a volley, one interrupt on each of 31 lines, and that
 * goes on until it has seen two million. Other Launchers do not know what it means.
 * expect: sent to key 0x570, which nobody serves */
#include "hostile.h"
#include "irqflags.inc"
#define LIMIT		2000000
#define VOLLEY_KEY	0x570	/* as in tests/machine/storm.c */
/* Fields of lguest_data that no assembler in the kernel needs. */
#define DATA_noirq_start 1128
#define DATA_noirq_end	1132
	START
	/* Where no interrupt may come: told in LGUEST_INIT, and not later. */
	movl	$noirq_start, data + DATA_noirq_start
	movl	$noirq_end, data + DATA_noirq_end
	INIT_FOR_RING3
	/* A program's data segment does for everybody. */
	movl	$USER_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	line = 1
	.rept	LGUEST_IRQS - 1
	GATE	LGUEST_FIRST_VECTOR + line, interrupt
	line = line + 1
	.endr
	GATE	0x80, system_call, 0xf, 3
	movl	$1, data + 8
	/* Into ring 3, interrupts on. */
	pushl	$USER_DS
	pushl	$user_stack
	pushl	$0x202
	pushl	$USER_CS
	pushl	$program
	movl	$0xaaaa0000, %eax
	jmp	guest_iret

	/* %ecx goes down, the others stay; a system call at the end. */
program:
	movl	$0xbbbb0001, %ebx
	movl	$0xdddd0003, %edx
	movl	$0x51510004, %esi
	movl	$0xd1d10005, %edi
	movl	$0xbbbb0006, %ebp
1:	movl	$0xaaaa0000, %eax
	movl	$200, %ecx
2:	incl	%eax
	decl	%ecx
	jnz	2b
	cmpl	$0xaaaa0000 + 200, %eax
	jne	3f
	cmpl	$0xbbbb0001, %ebx
	jne	3f
	cmpl	$0xdddd0003, %edx
	jne	3f
	cmpl	$0x51510004, %esi
	jne	3f
	cmpl	$0xd1d10005, %edi
	jne	3f
	cmpl	$0xbbbb0006, %ebp
	jne	3f
	cmpl	$user_stack, %esp
	jne	3f
	movl	$0, %eax
	int	$0x80
	jmp	1b
3:	movl	$1, %eax
	int	$0x80

	/* The direct way in: a trap gate, and the flag goes off by hand. */
noirq_start:
	movl	%eax, %ss:data + LGUEST_DATA_irq_enabled
	popl	%eax
	iretl
system_call:
	movl	$0, %ss:data + LGUEST_DATA_irq_enabled
	jmp	.Lsystem_call
noirq_end:

.Lsystem_call:
	cmpl	$stack_top - 20, %esp
	jne	.Lframe
	testl	%eax, %eax
	jnz	.Lregister
	pushal
	HCALL	LHCALL_SEND_DMA, $VOLLEY_KEY, $PA(page)
	popal
	/* Every other time it is the kernel that they interrupt, first. */
	xorl	$1, turn
	jz	2f
	IRQ_ENABLE
	pushl	%ecx
	movl	$50, %ecx
1:	decl	%ecx
	jnz	1b
	popl	%ecx
	IRQ_DISABLE
2:	cmpl	$LIMIT, seen
	jb	guest_iret
	POWEROFF

	/* At most one frame of ring 1 lies on top of one of ring 3. */
interrupt:
	incl	seen
	cmpl	$stack_top - 20 - 4 * 16, %esp
	jb	.Ldeep
	cmpl	$0, data + LGUEST_DATA_irq_enabled
	jne	.Lflag
	testl	$0x200, 8(%esp)
	jz	.Lflag
	cmpl	$noirq_start, (%esp)
	jb	guest_iret
	cmpl	$noirq_end, (%esp)
	jb	.Lrange

guest_iret:
	pushl	%eax
	movl	12(%esp), %eax
	andl	$0x200, %eax
	jz	noirq_start
	cmpl	$0, %ss:data + LGUEST_DATA_irq_pending
	je	noirq_start
	movl	$LHCALL_IRET, %eax
	int	$LGUEST_TRAP_ENTRY
	COMPLAINT declined, "the Host declines a plain iret"

lguest_deliver_now:
	pushl	%eax
	movl	$LHCALL_FLUSH_ASYNC, %eax
	int	$LGUEST_TRAP_ENTRY
	popl	%eax
	ret

	COMPLAINT frame, "a system call has its frame at another place"
	COMPLAINT register, "a register of the program changed"
	COMPLAINT deep, "frames pile up on the stack"
	COMPLAINT flag, "interrupted with the flag off, or left on"
	COMPLAINT range, "interrupted where no interrupt may come"

	.data
seen:	.long	0
turn:	.long	0
	.skip	4096
user_stack:
	.long	0
