/* SPDX-License-Identifier: GPL-2.0-only */
/* It offers room that is not its own.
 * expect: a frame's section at 0xff8000, 65535 bytes: outside the Guest's memory */
#include "net.h"
	START
	INIT
	SEE_DEVICE
	ROOM_AT	0, 0x800000, 0x8000
	ROOM_AT	1, 0xff8000, 0x8000
	ROOM_AT	2, 0xff8000, 0xffff
	ROOM_AT	3, 0x01001000, 0x1000
	OFFER
	SAY_FLAGS	PRESENT
	ASK
.Lever:
	jmp	.Lever
