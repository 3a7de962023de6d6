/* SPDX-License-Identifier: GPL-2.0-only */
/* Watchpoints and breakpoints of a kernel in ring 1: each fires once, says so in
 * DR6, and is passed with the resume flag; those that are off are silent.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	GATE	1, debug
	HCALL	LHCALL_SET_DEBUGREG, $0, $word
	HCALL	LHCALL_SET_DEBUGREG, $1, $word+4
	HCALL	LHCALL_SET_DEBUGREG, $2, $here
	HCALL	LHCALL_SET_DEBUGREG, $3, $data+16
	/* Off as yet. */
	movl	$1, word
	cmpl	$0, hits
	jne	9f
	/* DR0: four bytes written, DR1: accessed; DR2: executed; DR3 stays off. */
	HCALL	LHCALL_SET_DEBUGREG, $7, $0x00fd0315
	movl	$2, word
	movl	$1, %eax
	call	expect
	movl	word, %ecx
	movl	$0, %eax
	call	expect
	movl	word + 4, %ecx
	movl	$2, %eax
	call	expect
here:	nop
	movl	$4, %eax
	call	expect
	/* Through the Host and back, where the same addresses are others'. */
	movl	$100, %edi
1:	HCALL	LHCALL_FLUSH_ASYNC
	decl	%edi
	jnz	1b
	movl	$0, %eax
	call	expect
	/* A step is told as a step alone. */
	HCALL	LHCALL_SET_DEBUGREG, $7, $0
	pushl	$0x302
	popfl
	nop
	movl	$0x4000, %eax
	call	expect
	POWEROFF

	/* What DR6 has said since the last time. */
expect:	andl	$0xf00f, seen
	cmpl	seen, %eax
	jne	9f
	movl	$0, seen
	ret
9:	SURVIVED

debug:	pushl	%eax
	incl	hits
	movl	data + 16, %eax		/* lguest_data.dr6 */
	orl	%eax, seen
	orl	$0x10000, 12(%esp)
	andl	$~0x100, 12(%esp)
	popl	%eax
	iretl

	.data
	.balign	8
word:	.long	0, 0
hits:	.long	0
seen:	.long	0
