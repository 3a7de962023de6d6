/* SPDX-License-Identifier: GPL-2.0-only */
/* A storm of system calls from ring 3, of which the Host never hears.
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	FLAT_GDT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	HCALL	LHCALL_SET_STACK, $KERNEL_DS, $stack_top, $1
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	GATE	0x80, again, 0xf, 3
	pushl	$0x7b
	pushl	$stack_top
	pushl	$0x202
	pushl	$0x73
	pushl	$1f
	iretl
1:	int	$0x80
	jmp	1b
again:	iretl
