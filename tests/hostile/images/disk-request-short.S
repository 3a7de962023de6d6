/* SPDX-License-Identifier: GPL-2.0-only */
/* A request of a byte less than the shortest.
 * expect: a request for a disk, of 23 bytes: too short for what it holds */
#include "disk.h"
	START
	INIT
	REQUEST	FLUSH, 0, len=23
	SEND_REQUESTS
.Lever:
	jmp	.Lever
