/* SPDX-License-Identifier: GPL-2.0-only */
/* The page that our registers are pushed onto is ours to spoil, and spoils nothing.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	STATE_PAGE %edi
	addl	$0x1000, %edi
	movl	$1024, %ecx
	movl	$0xffffffff, %eax
	cld
	rep stosl
	HCALL	LHCALL_FLUSH_ASYNC
	POWEROFF
