// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last words of a Guest.  Somebody's terminal will print them.
 *
 * promises about: printable
 */
#include "target.h"

enum { WORDS = 40 };

/* The graphic characters of ASCII, written down. */
static const char graphic[] =
	" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"
	"`abcdefghijklmnopqrstuvwxyz{|}~";

static void attempt(const u32 *w)
{
	const char *words = (const char *)w;

	for (unsigned int i = 0; i < WORDS * sizeof(*w); i++) {
		char c = printable(words[i]);

		promise(c && strchr(graphic, c));
		/* and what was good before is still the same */
		promise(c == words[i] || c == ' ');
		promise(c == words[i] || !words[i] ||
			!strchr(graphic, words[i]));
	}
}

static void enumerate(void)
{
	for (u32 i = 0; i < 256; i++) {
		u32 w[WORDS];

		memset(w, i, sizeof(w));
		attempt(w);
	}
}

TARGET
