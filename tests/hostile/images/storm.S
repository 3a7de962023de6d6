/* SPDX-License-Identifier: GPL-2.0-only */
/* A storm of hypercalls.
 * expect-kill: */
#include "hostile.h"
	START
	INIT
1:	HCALL	LHCALL_FLUSH_ASYNC
	jmp	1b
