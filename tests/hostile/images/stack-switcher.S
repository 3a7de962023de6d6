/* SPDX-License-Identifier: GPL-2.0-only */
/* SET_STACK into the Switcher.
 * expect: SET_STACK: 0x */
#include "hostile.h"
	START
	INIT
	STATE_PAGE %edi
	HCALL	LHCALL_SET_STACK, $KERNEL_DS, %edi, $1
	SURVIVED
