/* SPDX-License-Identifier: GPL-2.0-only */
/* A key between the two places at the wire.
 * expect: the Guest sent to place 8 of a network with two */
#include "net.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $HOST_KEY + 8, $PA(list)
	SURVIVED
