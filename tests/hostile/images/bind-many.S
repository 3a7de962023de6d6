/* SPDX-License-Identifier: GPL-2.0-only */
/* BIND_DMA of 65536 lists: none at all, if somebody cuts the number to 16 bits.
 * expect: BIND_DMA: 65536 lists, 256 are the most */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_BIND_DMA, $8, $PA(page), $0x1000001
	SURVIVED
