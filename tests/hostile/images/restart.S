/* SPDX-License-Identifier: GPL-2.0-only */
/* Starts again as soon as it has started.
 * expect-kill: */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_CRASH, $0, $LGUEST_END_RESTART
	SURVIVED
