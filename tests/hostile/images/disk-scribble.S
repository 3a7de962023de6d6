/* SPDX-License-Identifier: GPL-2.0-only */
/* A Guest that writes over the page of its disk confuses nobody but itself: the
 * next result goes where it would have gone, and the size is what it was.
 * expect-exit: 0 */
#include "disk.h"
	START
	INIT
	SEE_DEVICE
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x400000, 512
	SEND_REQUESTS
	DISK_ANSWER	0, OK
	movl	$DISK, %edi
	movl	$1024, %ecx
	movl	$0xdeadbeef, %eax
	rep stosl
	movl	$1, DONE
	REQUEST	READ, SECTORS, segments=1
	SEND_REQUESTS
	DISK_ANSWER	1, ERROR
	cmpl	$2, DONE
	jne	wrong
	POWEROFF
