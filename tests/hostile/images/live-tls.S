/* SPDX-License-Identifier: GPL-2.0-only */
/* A TLS entry that goes while %gs holds it.
 * expect: its segments or its frame do not load */
#include "hostile.h"
	START
	INIT
	movl	$0x0000ffff, page
	movl	$0x00cff300, page + 4
	HCALL	LHCALL_LOAD_TLS, $PA(page)
	movw	$0x33, %ax
	movw	%ax, %gs
	HCALL	LHCALL_LOAD_TLS, $PA(page2)
	SURVIVED
