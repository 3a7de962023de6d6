/* SPDX-License-Identifier: GPL-2.0-only */
/* SET_STACK with a selector of ring 0.
 * expect: SET_STACK: 0x68 is not a selector of ring 1 */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_STACK, $0x68, $stack_top, $1
	SURVIVED
