/* SPDX-License-Identifier: GPL-2.0-only */
/* LGUEST_INIT twice.
 * expect: LGUEST_INIT: a second time */
#include "hostile.h"
	START
	INIT
	INIT
	SURVIVED
