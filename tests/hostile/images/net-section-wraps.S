/* SPDX-License-Identifier: GPL-2.0-only */
/* A section that ends where memory begins, 4 GiB later.
 * expect: a frame's section at 0xfffffff0, 32 bytes: outside the Guest's memory */
#include "net.h"
	START
	INIT
	FRAME	0, 0xfffffff0, 32
	SEND_FRAME
	SURVIVED
