/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall from ring 3.
 * expect: unhandled trap 13 at 0xc01[0-9a-f]+ .error 0xfa */
#include "hostile.h"
	START
	INIT
	/* %fs would not survive a GDT without its entry. */
	xorl	%eax, %eax
	movw	%ax, %fs
	movl	$0x0000ffff, page + 0x60
	movl	$0x00cf9b00, page + 0x64
	movl	$0x0000ffff, page + 0x68
	movl	$0x00cf9300, page + 0x6c
	movl	$0x0000ffff, page + 0x70
	movl	$0x00cffb00, page + 0x74
	movl	$0x0000ffff, page + 0x78
	movl	$0x00cff300, page + 0x7c
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	/* The Launcher's page tables map for the supervisor: we make our own. */
	movl	$0x00100067, %eax
	movl	$0x100, %ecx
1:	movl	%eax, page(,%ecx,4)
	addl	$0x1000, %eax
	incl	%ecx
	cmpl	$0x200, %ecx
	jb	1b
	movl	$PA(page) + 0x67, page2 + 0xc00
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	pushl	$0x7b
	pushl	$stack_top
	pushl	$0x202
	pushl	$0x73
	pushl	$1f
	iretl
1:	movl	$LHCALL_HALT, %eax
	int	$LGUEST_TRAP_ENTRY
2:	jmp	2b
