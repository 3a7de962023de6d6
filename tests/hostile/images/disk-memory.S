/* SPDX-License-Identifier: GPL-2.0-only */
/* Sectors are to be read into memory, and a little further.
 * expect: memory for a disk at 0xfff000, 8192 bytes: outside the Guest's memory */
#include "disk.h"
	START
	INIT
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0xfff000, 0x2000
	SEND_REQUESTS
.Lever:
	jmp	.Lever
