/* SPDX-License-Identifier: GPL-2.0-only */
/* cli in ring 1.
 * expect: unhandled trap 13 at 0xc01 */
#include "hostile.h"
	START
	INIT
	cli
	SURVIVED
