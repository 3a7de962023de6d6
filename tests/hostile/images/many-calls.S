/* SPDX-License-Identifier: GPL-2.0-only */
/* As many calls that do nothing as the number on its command line, and then
 * it powers off. tests/bench measures them.
 * expect-exit: 0 */
#include "hostile.h"
#define CMD_LINE_PTR	0x228	/* in the boot parameters */

	START
	INIT
	movl	CMD_LINE_PTR(%esi), %edi
	xorl	%ebp, %ebp
1:	movzbl	(%edi), %eax
	subl	$'0', %eax
	cmpl	$9, %eax
	ja	2f
	imull	$10, %ebp
	addl	%eax, %ebp
	incl	%edi
	jmp	1b
2:	testl	%ebp, %ebp
	jz	4f
3:	movl	$LHCALL_FLUSH_ASYNC, %eax
	int	$LGUEST_TRAP_ENTRY
	decl	%ebp
	jnz	3b
4:	POWEROFF
