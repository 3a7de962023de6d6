/* SPDX-License-Identifier: GPL-2.0-only */
/* A storm of system calls from ring 3, of which the Host never hears.
 * expect-kill: */
#include "hostile.h"
	START
	INIT_FOR_RING3
	GATE	0x80, again, 0xf, 3
	ENTER_RING3 $1f
1:	int	$0x80
	jmp	1b
again:	iretl
