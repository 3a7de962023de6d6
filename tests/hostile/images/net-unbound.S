/* SPDX-License-Identifier: GPL-2.0-only */
/* It says that it receives, without a list anywhere.
 * expect-exit: 0 */
#include "net.h"
	START
	INIT
	SEE_DEVICE
	SAY_FLAGS	PRESENT
	ASK
	SAY_FLAGS	0
	ASK
	POWEROFF
