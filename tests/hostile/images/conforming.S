/* SPDX-License-Identifier: GPL-2.0-only */
/* A conforming code segment that says DPL 0: still no ring 0.
 * expect: unhandled trap 13 at 0xc01 */
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
	movl	$0x0000ffff, page + 0x28
	movl	$0x00cf9f00, page + 0x2c
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	ljmp	$0x28, $1f
1:	cli
	SURVIVED
