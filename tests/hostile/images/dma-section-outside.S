/* SPDX-License-Identifier: GPL-2.0-only */
/* A DMA section outside memory.
 * expect: a DMA section at 0xf0000000, 16 bytes: outside the Guest's memory */
#include "hostile.h"
	START
	INIT
	movl	$0xf0000000, page + 4
	movw	$16, page + 68
	HCALL	LHCALL_SEND_DMA, $4, $PA(page)
	SURVIVED
