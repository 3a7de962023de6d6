/* SPDX-License-Identifier: GPL-2.0-only */
/* More requests at once than a disk takes, each of which takes its time.
 * expect: /tmp/disk: the Guest wants more than 64 things at once */
#include "disk.h"
	START
	INIT
	REQUEST	READ, 0, segments=1
	SEGMENT	0, 0x400000, 0x800000
	movl	$15, %ecx
.Lfill:
	movl	list + 4, %eax
	movl	%eax, list + 4(, %ecx, 4)
	movw	list + 68, %ax
	movw	%ax, list + 68(, %ecx, 2)
	decl	%ecx
	jnz	.Lfill
	movl	$200, %esi
.Lagain:
	SEND_REQUESTS
	decl	%esi
	jnz	.Lagain
	SURVIVED
