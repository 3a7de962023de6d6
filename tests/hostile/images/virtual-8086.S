/* SPDX-License-Identifier: GPL-2.0-only */
/* An iret into virtual 8086 mode, which ring 0 alone may do, and QEMU lets
 * anybody. There it waits for the Host's timer, whose frame is a longer one.
 * expect: its segments or its frame do not load|unhandled trap 13 */
#include "hostile.h"
	START
	INIT
	/* That mode is ring 3, and we are at 1 MiB: 0xffff:0x10. */
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
	pushl	$0x20202	/* VM */
	pushl	$0xffff
	pushl	$(PA(1f) - 0xffff0)
	iretl
1:	jmp	1b
