/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall that does not exist.
 * expect: hypercall 4711 does not exist */
#include "hostile.h"
	START
	INIT
	HCALL	4711
	SURVIVED
