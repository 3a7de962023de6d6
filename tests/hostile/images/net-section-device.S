/* SPDX-License-Identifier: GPL-2.0-only */
/* A frame on the network's own page, which is no memory.
 * expect: a frame's section at 0x1002000, 60 bytes: outside the Guest's memory */
#include "net.h"
	START
	INIT
	FRAME	0, HOST_KEY, 60
	SEND_FRAME
	SURVIVED
