// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table entries.  A Guest's two entries and a frame go in, and what comes
 * out is what a CPU believes: it must lead to that frame, say nothing that we
 * do not know, and allow nothing that either of the two forbids.
 *
 * promises about: shadow_entry allowed in_use pgd_is_guests in_switcher
 */
#include "target.h"

enum { WORDS = 4 };
enum { P = 1, RW = 2, US = 4, A = 0x20, D = 0x40 };

static void try_entry(u32 pgd, u32 pte, u32 pfn)
{
	u32 shadow = shadow_entry(pgd, pte, pfn);

	if (!(pgd & P) || !(pte & P)) {
		promise(shadow == 0);
		return;
	}
	promise(shadow & P);
	promise(shadow >> 12 == pfn);
	promise(!(shadow & 0xFFF & ~(P | RW | US | A | D)));
	/* a write must go through the Host as long as the Guest's is clean */
	promise(!(shadow & RW) || (pte & RW && pgd & RW && pte & D));
	promise(!(shadow & US) || (pte & US && pgd & US));
	/* and it is not narrower than that, or the Guest faults for ever */
	promise(shadow & RW || !(pte & RW && pgd & RW && pte & D));
	promise(shadow & US || !(pte & US && pgd & US));
	promise((shadow & (A | D)) == (pte & (A | D)));
}

/* Section "Access Rights" of the manual, volume 3, with CR0.WP set. */
static void try_access(u32 pgd, u32 pte, u32 errcode)
{
	bool may = allowed(pgd, pte, errcode);
	bool write = errcode >> 1 & 1, user = errcode >> 2 & 1;
	u32 shadow;

	promise(may == (pte % 2 &&
			(!write || (pte / 2 % 2 && pgd / 2 % 2)) &&
			(!user || (pte / 4 % 2 && pgd / 4 % 2))));
	/*
	 * What is allowed, and marked as a CPU marks it, must be possible in
	 * the shadow, or the same fault comes again; what is not, must not.
	 */
	if (!(pgd & P))
		return;
	shadow = shadow_entry(pgd, pte | A | (write ? D : 0), 0);
	promise(may == ((shadow & P) && (!write || shadow & RW) &&
			(!user || shadow & US)));
}

static void attempt(const u32 *w)
{
	try_entry(w[0], w[1], w[2] & 0xFFFFF);
	try_access(w[0], w[1], w[3]);
	promise(in_use(w[1]) == ((w[1] & (P | A)) == (P | A)));
	promise(pgd_is_guests(w[0]) == ((u64)w[0] + 1 <= 1023));
	promise(in_switcher(w[0]) == (w[0] >= 0xFFC00000));
	promise(in_switcher(w[0]) == ((w[0] & 0xFFC00000) == 0xFFC00000));
}

/* All flags of both levels, and all errors. */
static void enumerate(void)
{
	for (u32 pgd = 0; pgd < 256; pgd++)
		for (u32 pte = 0; pte < 4096; pte++) {
			promise(in_use(pte) == (pte % 2 && pte / 32 % 2));
			try_entry(pgd | 0x48000, pte | 0x1234000, 0x5A17);
			try_entry(~pgd, pte, 0xFFFFF);
			for (u32 errcode = 0; errcode < 8; errcode++)
				try_access(pgd, pte, errcode);
		}
	for (u32 i = 0; i < 1025; i++)
		attempt((u32[]) { i, 0, 0, 0 });
	for (u32 i = 0; i < 1024; i++) {
		promise(in_switcher(i << 22) == (i == 1023));
		promise(in_switcher(i << 22 | 0x3FFFFF) == (i == 1023));
	}
}

TARGET
