/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of devices is to be overwritten from the disk.
 * expect: memory for a disk at 0x1000000, 512 bytes: outside the Guest's memory */
#include "disk.h"
	START
	INIT
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x1000000, 512
	SEND_REQUESTS
.Lever:
	jmp	.Lever
