/* SPDX-License-Identifier: GPL-2.0-only */
/* Sectors that do not exist, half ones, things that no disk does: each of them
 * gets its answer, and the disk works on.
 * expect-exit: 0 */
#include "disk.h"
	START
	INIT
	SEE_DEVICE
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x400000, 512
	SEND_REQUESTS
	DISK_ANSWER	0, OK
	REQUEST	READ, SECTORS, segments=1
	SEND_REQUESTS
	DISK_ANSWER	1, ERROR
	REQUEST	READ, 0xffffffff, high=0xffffffff, segments=1
	SEND_REQUESTS
	DISK_ANSWER	2, ERROR
	/* This sector's byte is 0 again, in 64 bits. */
	REQUEST	WRITE, 0, high=0x800000, segments=1
	SEND_REQUESTS
	DISK_ANSWER	3, ERROR
	REQUEST	WRITE, (SECTORS-1), segments=1
	SEGMENT	0, 0x400000, 1024
	SEND_REQUESTS
	DISK_ANSWER	4, ERROR
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x400000, 511
	SEND_REQUESTS
	DISK_ANSWER	5, ERROR
	/* Two halves are a whole. */
	REQUEST	READ, (SECTORS-1), segments=2
	SEGMENT	0, 0x400000, 211
	SEGMENT	1, 0x500000, 301
	SEND_REQUESTS
	DISK_ANSWER	6, OK
	REQUEST	DISCARD, 1, num=SECTORS
	SEND_REQUESTS
	DISK_ANSWER	7, ERROR
	REQUEST	ZERO, (SECTORS-1), num=0xffffffff
	SEND_REQUESTS
	DISK_ANSWER	8, ERROR
	REQUEST	77, 0
	SEND_REQUESTS
	DISK_ANSWER	9, UNKNOWN
	REQUEST	0xffff, 0, segments=1, flags=0xffff
	SEND_REQUESTS
	DISK_ANSWER	10, UNKNOWN
	REQUEST	READ, SECTORS
	SEND_REQUESTS
	DISK_ANSWER	11, OK
	REQUEST	FLUSH, 0xffffffff, high=0xffffffff, num=0xffffffff, flags=0xffff
	SEND_REQUESTS
	DISK_ANSWER	12, OK
	POWEROFF
