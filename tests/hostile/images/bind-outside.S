/* SPDX-License-Identifier: GPL-2.0-only */
/* BIND_DMA of a row of lists whose end is beyond 4 GiB, so that it wraps.
 * expect: BIND_DMA: 2 lists at 0xffffff9c reach out of memory */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_BIND_DMA, $8, $0xffffff9c, $0x201
	SURVIVED
