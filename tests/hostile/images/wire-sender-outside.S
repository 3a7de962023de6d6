/* SPDX-License-Identifier: GPL-2.0-only */
/* Sends a list that is not there.
 * neighbour: wire-listen
 * expect: page 0xfffff is outside the Guest's memory */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $WIRE, $0xfffffff8
	SURVIVED
