/* SPDX-License-Identifier: GPL-2.0-only */
/* A trap on a stack that lies across words.
 * expect: the stack at 0x[0-9a-f]+ is not aligned */
#include "hostile.h"
	START
	INIT
	GATE	13, _start
	movl	$stack_top - 2, %esp
	cli
	SURVIVED
