/* SPDX-License-Identifier: GPL-2.0-only */
/* mov to CR3 in ring 1.
 * expect: unhandled trap 13 at 0xc01 */
#include "hostile.h"
	START
	INIT
	movl	$PA(page), %eax
	movl	%eax, %cr3
	SURVIVED
