/* SPDX-License-Identifier: GPL-2.0-only */
/* So many segments that their size, in 32 bits, is that of one.
 * expect: a request for a disk, of 32 bytes: too short for what it holds */
#include "disk.h"
	START
	INIT
	REQUEST	READ, 0, segments=0x20000001, len=32
	SEND_REQUESTS
.Lever:
	jmp	.Lever
