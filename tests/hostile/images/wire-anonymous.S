/* SPDX-License-Identifier: GPL-2.0-only */
/* The same key in ordinary memory of two Guests is two keys: what is sent there
 * goes to our own Launcher.
 * neighbour: wire-anonymous-listen
 * expect: the Guest sent to key 0x100000, which nobody serves */
#include "hostile.h"
	START
	INIT
	WAIT_FOR LGUEST_SEND_TAKEN, WIRE
	SEND	0x100000, nothing
	SURVIVED
	WRONG
