/* SPDX-License-Identifier: GPL-2.0-only */
/* Virtual 8086 mode waits for the Host's timer, whose frame is a longer one.
 * expect: its segments or its frame do not load|unhandled trap 13 */
#include "hostile.h"
	START
	INIT
	VIRTUAL_8086 0xffff
