/* SPDX-License-Identifier: GPL-2.0-only */
/* A fault whose handler has no stack.
 * expect: no stack at 0x[0-9a-f]+ to push a trap on */
#include "hostile.h"
	START
	INIT
	GATE	14, _start
	movl	$0x70000000, %esp
	pushl	%eax
	SURVIVED
