/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A disk of 64 MiB, whose page is the second of the devices' (the console has
 * the first) behind 16 MiB of memory. hostile/run gives one to each image that
 * is called disk-*, for reading only if it is called disk-ro-*.
 */
#include "hostile.h"

#define DISK		DEVICE
#define SECTORS		(64 << 11)
#define READ		0
#define WRITE		1
#define FLUSH		2
#define DISCARD		3
#define ZERO		4
#define OK		0
#define ERROR		1
#define UNKNOWN		3

/* On the disk's page, see block.h */
#define DONE		(DISK + 40)
#define WANTED		(DISK + 44)
#define STATUS(n)	(DISK + 48 + 8 * ((n) % 64) + 4)

	/* A request, and it is a section of "list". */
	.macro REQUEST op, sector, high=0, num=0, segments=0, flags=0, len=0
	movl	$\sector, request
	movl	$\high, request + 4
	movl	$\num, request + 8
	movw	$\op, request + 16
	movw	$\flags, request + 18
	movl	$\segments, request + 20
	movl	$PA(request), list + 4
	.if	\len
	movw	$\len, list + 68
	.else
	movw	$24 + 8 * \segments, list + 68
	.endif
	.endm

	.macro SEGMENT n, addr, len
	movl	$\addr, request + 24 + 8 * \n
	movl	$\len, request + 28 + 8 * \n
	.endm

	.macro SEND_REQUESTS
	HCALL	LHCALL_SEND_DMA, $DISK, $PA(list)
	.endm

	/* The answer to the last SEND, which was the nth (from 0), is this. */
	.macro DISK_ANSWER n, status
.Lwait\@:
	cmpl	$\n, DONE
	je	.Lwait\@
	cmpl	$\status, STATUS(\n)
	jne	wrong
	.endm

	.data
	.balign	4096
list:	.skip	128
request:
	.skip	2304
	.text
wrong:
	SURVIVED
