/* SPDX-License-Identifier: GPL-2.0-only */
/* SET_STACK to where nothing is mapped.
 * expect: SET_STACK: 0x[0-9a-f]+ is not mapped */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_SET_STACK, $KERNEL_DS, $0x70000000, $1
	SURVIVED
