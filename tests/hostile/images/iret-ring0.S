/* SPDX-License-Identifier: GPL-2.0-only */
/* An iret to ring 0.
 * expect: unhandled trap 13 at 0xc01 */
#include "hostile.h"
	START
	INIT
	pushl	$2
	pushl	$0x60
	pushl	$1f
	iretl
1:	cli
	SURVIVED
