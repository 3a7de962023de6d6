/* SPDX-License-Identifier: GPL-2.0-only */
/* A key behind the end of all memory is a number like any other: it can be bound,
 * and what is sent there goes to the Launcher.
 * expect: the Guest sent to key 0xfffff010, which nobody serves */
#include "hostile.h"
	START
	INIT
	BIND	0xfffff010, nothing
	ANSWER	1
	SEND	0xfffff010, nothing
	SURVIVED
	WRONG
