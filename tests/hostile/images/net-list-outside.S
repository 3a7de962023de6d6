/* SPDX-License-Identifier: GPL-2.0-only */
/* A list that lies outside memory.
 * expect: outside the Guest's memory */
#include "net.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $HOST_KEY, $0x00ffffe0
	SURVIVED
