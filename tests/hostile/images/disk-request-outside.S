/* SPDX-License-Identifier: GPL-2.0-only */
/* A request in the disk's own page, which is no memory.
 * expect: a request for a disk at 0x1002000, 24 bytes: outside the Guest's memory */
#include "disk.h"
	START
	INIT
	REQUEST	READ, 0
	movl	$DISK, list + 4
	SEND_REQUESTS
	SURVIVED
