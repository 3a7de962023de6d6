/* SPDX-License-Identifier: GPL-2.0-only */
/* SEND_DMA to a key that nobody serves.
 * expect: the Guest sent to key 0x1234, which nobody serves */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $0x1234, $PA(page)
	SURVIVED
