/* SPDX-License-Identifier: GPL-2.0-only */
/* A piece of memory that ends where it began, 4 GiB later.
 * expect: memory for a disk at 0x1000, 4294967295 bytes: outside the Guest's memory */
#include "disk.h"
	START
	INIT
	REQUEST	WRITE, 0, segments=1
	SEGMENT	0, 0x1000, 0xffffffff
	SEND_REQUESTS
.Lever:
	jmp	.Lever
