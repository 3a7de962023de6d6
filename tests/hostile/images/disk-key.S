/* SPDX-License-Identifier: GPL-2.0-only */
/* A disk has as many keys as its page has bytes, and serves the first only.
 * expect: the Guest sent to a disk's key 4, and there is only 0 */
#include "disk.h"
	START
	INIT
	HCALL	LHCALL_SEND_DMA, $(DISK + 4), $PA(list)
	SURVIVED
