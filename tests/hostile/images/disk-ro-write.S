/* SPDX-License-Identifier: GPL-2.0-only */
/* Nothing that would change a disk for reading only is done.
 * expect-exit: 0 */
#include "disk.h"
	START
	INIT
	SEE_DEVICE
	REQUEST	WRITE, 0, segments=1
	SEGMENT	0, 0x400000, 512
	SEND_REQUESTS
	DISK_ANSWER	0, ERROR
	REQUEST	DISCARD, 0, num=8
	SEND_REQUESTS
	DISK_ANSWER	1, ERROR
	REQUEST	ZERO, 0, num=8
	SEND_REQUESTS
	DISK_ANSWER	2, ERROR
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x400000, 512
	SEND_REQUESTS
	DISK_ANSWER	3, OK
	POWEROFF
