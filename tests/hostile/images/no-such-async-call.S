/* SPDX-License-Identifier: GPL-2.0-only */
/* The same through the ring.
 * expect: hypercall 4711 does not exist */
#include "hostile.h"
	START
	.set	STATUS, 20
	.set	RING, 84
	INIT
	movl	$data + RING, %edi
	movl	$4711, (%edi)
	movl	$data + STATUS, %edi
	movl	$64, %ecx
	movb	$0xff, %al
	cld
	rep stosb
	movb	$0, data + STATUS
	HCALL	LHCALL_FLUSH_ASYNC
	SURVIVED
