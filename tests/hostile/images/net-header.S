/* SPDX-License-Identifier: GPL-2.0-only */
/* A header whose checksum lies behind the frame, and one that wants pieces of no bytes.
 * expect-exit: 0 */
#include "net.h"
	START
	INIT
	movb	$1, question
	movw	$0xfff0, question + 6
	FRAME	0, PA(question), 52
	SEND_FRAME
	cmpl	$0, list
	jne	wrong
	movl	$0x0100, question
	movl	$0, question + 4
	SEND_FRAME
	cmpl	$0, list
	jne	wrong
	POWEROFF
