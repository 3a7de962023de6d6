/* SPDX-License-Identifier: GPL-2.0-only */
/* A write to the page that holds our GDT, IDT and TSS.
 * expect: touched the Switcher's page 0x[0-9a-f]+ */
#include "hostile.h"
	START
	INIT
	STATE_PAGE %edi
	movl	$0, 2048(%edi)
	SURVIVED
