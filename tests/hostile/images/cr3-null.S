/* SPDX-License-Identifier: GPL-2.0-only */
/* The page directory that an unused shadow would match.
 * expect: NEW_PGTABLE: the page directory is NULL */
#include "hostile.h"
	START
	INIT
	HCALL	LHCALL_NEW_PGTABLE, $0
	SURVIVED
