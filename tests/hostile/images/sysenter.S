/* SPDX-License-Identifier: GPL-2.0-only */
/* SYSENTER from ring 1, with the Host's own entry point behind it.
 * expect: unhandled trap (13|6) at 0xc01 */
#include "hostile.h"
	START
	INIT
	sysenter
	SURVIVED
