/* SPDX-License-Identifier: GPL-2.0-only */
/* A jump to the Switcher's first instruction, with %eax at memory of ours.
 * expect: ran into the Switcher at 0x */
#include "hostile.h"
	START
	INIT
	SWITCHER_TEXT %edi
	movl	$page, %eax
	jmp	*%edi
