/* SPDX-License-Identifier: GPL-2.0-only */
/* No sections, and sections of one byte: nobody takes them.
 * expect-exit: 0 */
#include "net.h"
	START
	INIT
	SEND_FRAME
	cmpl	$0, list
	jne	wrong
	FRAME	0, 0x1000, 1
	SEND_FRAME
	cmpl	$0, list
	jne	wrong
	POWEROFF
