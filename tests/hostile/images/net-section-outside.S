/* SPDX-License-Identifier: GPL-2.0-only */
/* A frame that lies outside memory.
 * expect: a frame's section at 0xf0000000, 16 bytes: outside the Guest's memory */
#include "net.h"
	START
	INIT
	FRAME	0, 0xf0000000, 16
	SEND_FRAME
	SURVIVED
