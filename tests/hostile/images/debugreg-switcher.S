/* SPDX-License-Identifier: GPL-2.0-only */
/* Watchpoints on all that the Switcher touches, and breakpoints on its code: in
 * vain, and so is one across the border. None may fire while it works.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	GATE	1, fired
	STATE_PAGE %esi
	/* Four at a time: GDT, IDT, task state, and where the Switcher pushes. */
	leal	0x88(%esi), %edi
	movl	%edi, four
	leal	0x800(%esi), %edi
	movl	%edi, four + 4
	leal	0x1c(%esi), %edi
	movl	%edi, four + 8
	leal	0x1ffc(%esi), %edi
	movl	%edi, four + 12
	movl	$0xffff00ff, %ebp
	call	load
	/* The frame on the registers page, a word after the other. */
	leal	0x1fb8(%esi), %edi
	movl	%edi, four
	addl	$16, %edi
	movl	%edi, four + 4
	addl	$16, %edi
	movl	%edi, four + 8
	addl	$16, %edi
	movl	%edi, four + 12
	call	load
	/* The code: its first instruction, and the doors of 1, 13 and 31. */
	leal	-0x3000(%esi), %edi
	movl	%edi, four
	leal	-0x2000 + 0x10(%esi), %edi
	movl	%edi, four + 4
	leal	-0x2000 + 0xd0(%esi), %edi
	movl	%edi, four + 8
	leal	-0x2000 + 0x1f0(%esi), %edi
	movl	%edi, four + 12
	movl	$0x000000ff, %ebp
	call	load
	/* Across the border, at an odd address, and at the end of all. */
	movl	$0xffbffffd, four
	movl	$0xffbfffff, four + 4
	movl	$0xfffffffc, four + 8
	movl	$0xffffffff, four + 12
	movl	$0xffff00ff, %ebp
	call	load
	POWEROFF

	/* DR7 first, when the addresses are still the last ones. */
load:	movl	$7, %edx
	movl	%ebp, %ebx
	movl	$LHCALL_SET_DEBUGREG, %eax
	int	$LGUEST_TRAP_ENTRY
	movl	$3, %edi
1:	movl	%edi, %edx
	movl	four(,%edi,4), %ebx
	movl	$LHCALL_SET_DEBUGREG, %eax
	int	$LGUEST_TRAP_ENTRY
	decl	%edi
	jns	1b
	/* In and out, with a fault as well. */
	movl	$1000, %edi
2:	movl	$LHCALL_FLUSH_ASYNC, %eax
	int	$LGUEST_TRAP_ENTRY
	inb	$0x80, %al
	decl	%edi
	jnz	2b
	ret

fired:	SURVIVED

	.data
	.balign	4
four:	.long	0, 0, 0, 0
