/* SPDX-License-Identifier: GPL-2.0-only */
/* A write to the Switcher's text.
 * expect: touched the Switcher's page 0x[0-9a-f]+ */
#include "hostile.h"
	START
	INIT
	SWITCHER_TEXT %edi
	movl	$0x90909090, (%edi)
	SURVIVED
