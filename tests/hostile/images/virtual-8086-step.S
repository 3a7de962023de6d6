/* SPDX-License-Identifier: GPL-2.0-only */
/* A debug trap in virtual 8086 mode, with a code segment whose lower bits look
 * like ring 0: whoever takes it for the Switcher's returns there.
 * expect: its segments or its frame do not load|unhandled trap 13 */
#include "hostile.h"
	START
	INIT
	VIRTUAL_8086 0xfffc, 0x100
