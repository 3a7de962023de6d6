/* SPDX-License-Identifier: GPL-2.0-only */
/* Sixteen sections of 65535 bytes: longer than any frame, and not taken.
 * expect-exit: 0 */
#include "net.h"
	START
	INIT
	movl	$15, %ecx
.Lnext:
	movl	$0x400000, list + 4(,%ecx,4)
	movw	$0xffff, list + 68(,%ecx,2)
	decl	%ecx
	jns	.Lnext
	SEND_FRAME
	cmpl	$0, list
	jne	wrong
	POWEROFF
