/* SPDX-License-Identifier: GPL-2.0-only */
/* wrmsr in ring 1: SYSENTER_EIP.
 * expect: unhandled trap 13 at 0xc01 */
#include "hostile.h"
	START
	INIT
	movl	$0x176, %ecx
	wrmsr
	SURVIVED
