/* SPDX-License-Identifier: GPL-2.0-only */
/* It offers a list without room for the longest frame.
 * expect: the Guest has a list of 1514 bytes, too short for a frame */
#include "net.h"
	START
	INIT
	SEE_DEVICE
	ROOM_AT	0, 0x800000, 1514
	OFFER
	SAY_FLAGS	PRESENT
	ASK
.Lever:
	jmp	.Lever
