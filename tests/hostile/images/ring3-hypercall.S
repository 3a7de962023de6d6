/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall from ring 3.
 * expect: unhandled trap 13 at 0xc01[0-9a-f]+ .error 0xfa */
#include "hostile.h"
	START
	INIT_FOR_RING3
	ENTER_RING3 $1f
1:	movl	$LHCALL_HALT, %eax
	int	$LGUEST_TRAP_ENTRY
2:	jmp	2b
