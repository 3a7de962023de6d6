/* SPDX-License-Identifier: GPL-2.0-only */
/* A look at the page with the Host's stack pointer.
 * expect: touched the Switcher's page 0x[0-9a-f]+ */
#include "hostile.h"
	START
	INIT
	STATE_PAGE %edi
	movl	-4096(%edi), %eax
	SURVIVED
