/* SPDX-License-Identifier: GPL-2.0-only */
/* The other Guest binds and unbinds a thousand times while we send.
 * neighbour: wire-fickle
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
1:	SEND	WIRE + 16, letter
	cmpl	$LGUEST_SEND_TAKEN, %eax
	ja	wrong
	SEND	WIRE + 32, nothing
	cmpl	$LGUEST_SEND_TAKEN, %eax
	jne	1b
	POWEROFF
	WRONG
	.data
letter:	LIST	PA(page), 4096
