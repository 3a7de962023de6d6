/* SPDX-License-Identifier: GPL-2.0-only */
/* A key of somebody else's cannot be bound, nor unbound.
 * neighbour: wire-listen
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE
	BIND	WIRE, nothing
	ANSWER	0
	HCALL	LHCALL_BIND_DMA, $WIRE, $PA(nothing)
	ANSWER	0
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE
	POWEROFF
	WRONG
