/* SPDX-License-Identifier: GPL-2.0-only */
/* A request with more segments than there can be, all of them sent.
 * expect: a request for a disk, of 8024 bytes: too short for what it holds */
#include "disk.h"
	START
	INIT
	REQUEST	READ, 0, segments=1000
	SEND_REQUESTS
.Lever:
	jmp	.Lever
