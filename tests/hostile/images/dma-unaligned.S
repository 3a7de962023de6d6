/* SPDX-License-Identifier: GPL-2.0-only */
/* SEND_DMA of a list that is not aligned: the Launcher's to refuse.
 * expect: a DMA list at 0x[0-9a-f]+: not aligned */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $4, $0x8001
	SURVIVED
