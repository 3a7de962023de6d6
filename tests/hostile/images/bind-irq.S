/* SPDX-License-Identifier: GPL-2.0-only */
/* BIND_DMA with an interrupt that there is not.
 * expect: BIND_DMA: no interrupt 200 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_BIND_DMA, $8, $PA(page), $0x1c8
	SURVIVED
