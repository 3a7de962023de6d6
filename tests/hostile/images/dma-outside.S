/* SPDX-License-Identifier: GPL-2.0-only */
/* SEND_DMA of a list outside memory: the Launcher's to refuse.
 * expect: a DMA list at 0xf0000000, [0-9]+ bytes: outside the Guest's memory */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $4, $0xf0000000
	SURVIVED
