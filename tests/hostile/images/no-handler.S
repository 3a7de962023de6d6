/* SPDX-License-Identifier: GPL-2.0-only */
/* A fault without any handler.
 * expect: unhandled trap 14 at 0xc01[0-9a-f]+ .*cr2 0x70000000 */
#include "hostile.h"
	START
	INIT
	movl	0x70000000, %eax
	SURVIVED
