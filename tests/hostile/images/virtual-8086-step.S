/* SPDX-License-Identifier: GPL-2.0-only */
/* A debug trap in virtual 8086 mode (see there), with a code segment whose
 * lower bits look like ring 0: whoever takes it for the Switcher's returns there.
 * expect: its segments or its frame do not load|unhandled trap 13 */
#include "hostile.h"
	START
	INIT
	/* That mode is ring 3, and we are at 1 MiB: 0xfffc:0x40. */
	OWN_TABLES
	movl	$PA(page) + 0x67, page2
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	movl	PA(1f), %eax	/* no page fault in there */
	pushl	$0		/* gs, fs, ds, es, ss, esp */
	pushl	$0
	pushl	$0
	pushl	$0
	pushl	$0
	pushl	$0x1000
	pushl	$0x20302	/* VM, TF */
	pushl	$0xfffc
	pushl	$(PA(1f) - 0xfffc0)
	iretl
1:	jmp	1b
