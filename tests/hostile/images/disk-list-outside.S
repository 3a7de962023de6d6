/* SPDX-License-Identifier: GPL-2.0-only */
/* A list of requests that is half outside of memory.
 * expect: a DMA list at 0xffffe0, [0-9]+ bytes: outside the Guest's memory */
#include "disk.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $DISK, $0xffffe0
	SURVIVED
