/* SPDX-License-Identifier: GPL-2.0-only */
/* A request that says it has a segment more than was sent.
 * expect: a request for a disk, of 32 bytes: too short for what it holds */
#include "disk.h"
	START
	INIT
	REQUEST	READ, 0, segments=2, len=32
	SEND_REQUESTS
.Lever:
	jmp	.Lever
