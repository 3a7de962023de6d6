/* SPDX-License-Identifier: GPL-2.0-only */
/* Sectors that do not exist, half ones, things that no disk does: each of them
 * gets its answer, and the disk works on.
 * expect-exit: 0 */
#include "disk.h"
	START
	INIT
	SEE_DISK
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x400000, 512
	SEND
	ANSWER	0, OK
	REQUEST	READ, SECTORS, segments=1
	SEND
	ANSWER	1, ERROR
	REQUEST	READ, 0xffffffff, high=0xffffffff, segments=1
	SEND
	ANSWER	2, ERROR
	/* This sector's byte is 0 again, in 64 bits. */
	REQUEST	WRITE, 0, high=0x800000, segments=1
	SEND
	ANSWER	3, ERROR
	REQUEST	WRITE, (SECTORS-1), segments=1
	SEGMENT	0, 0x400000, 1024
	SEND
	ANSWER	4, ERROR
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x400000, 511
	SEND
	ANSWER	5, ERROR
	/* Two halves are a whole. */
	REQUEST	READ, (SECTORS-1), segments=2
	SEGMENT	0, 0x400000, 211
	SEGMENT	1, 0x500000, 301
	SEND
	ANSWER	6, OK
	REQUEST	DISCARD, 1, num=SECTORS
	SEND
	ANSWER	7, ERROR
	REQUEST	ZERO, (SECTORS-1), num=0xffffffff
	SEND
	ANSWER	8, ERROR
	REQUEST	77, 0
	SEND
	ANSWER	9, UNKNOWN
	REQUEST	0xffff, 0, segments=1, flags=0xffff
	SEND
	ANSWER	10, UNKNOWN
	REQUEST	READ, SECTORS
	SEND
	ANSWER	11, OK
	REQUEST	FLUSH, 0xffffffff, high=0xffffffff, num=0xffffffff, flags=0xffff
	SEND
	ANSWER	12, OK
	POWEROFF
