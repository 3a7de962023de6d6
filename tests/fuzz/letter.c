// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one Guest sends to another.  Both lists are copies by then, and both walks
 * end when the bytes of list_bytes() have been counted down: so each byte must be
 * met once, in order, and be the Guest's.
 *
 * promises about: list_bytes list_inside place_gpa bytes_at place_behind
 */
#include "target.h"

enum { WORDS = 27, SECTIONS = 16 };

/* Walks in steps of @step bytes at the most; the sections are all inside. */
static void walk(const struct lguest_dma *list, u32 total, u32 step)
{
	struct list_place at = { 0 };
	u32 section = 0, done = 0, pieces = 0;

	for (u32 left = total; left; pieces++) {
		u32 gpa = place_gpa(list, at), part = bytes_at(list, at);

		promise(gpa == list->addr[section] + done);
		promise(part >= 1 && part <= left && part <= list->len[section] - done);
		promise(gpa / 4096 == (gpa + part - 1) / 4096);
		/* and no piece is smaller than it has to be */
		promise(part == list->len[section] - done || (gpa + part) % 4096 == 0);
		if (part > step)
			part = step;
		at = place_behind(list, at, part);
		done += part;
		left -= part;
		if (done == list->len[section]) {
			section++;
			done = 0;
		}
	}
	promise(done == 0 && (section == SECTIONS || !list->len[section]));
	promise(step < 65535 || pieces <= 17 * SECTIONS);
}

static void attempt(const u32 *w)
{
	/* The guard is what a walk must not take for a section. */
	struct { struct lguest_dma list; u16 guard[2]; } it;
	u32 nr_pages = w[25] % 0xC0001, total = 0, n;	/* as H:205 has it */
	bool inside = true;

	memcpy(&it.list, w, sizeof(it.list));
	it.guard[0] = it.guard[1] = 0x1234;
	for (n = 0; n < SECTIONS; n++) {
		if (!it.list.len[n])
			break;
		total += it.list.len[n];
		if (((u64)it.list.addr[n] + it.list.len[n] - 1) / 4096 >= nr_pages)
			inside = false;
	}
	promise(list_bytes(&it.list) == total);
	promise(list_inside(&it.list, nr_pages) == inside);
	if (inside) {
		walk(&it.list, total, 65535);
		walk(&it.list, total, 97 + w[26] % 5000);
	}
}

/* A list of @num sections of @len bytes, each behind the other from @gpa on. */
static void row(u32 num, u32 len, u32 gpa, u32 gap, u32 nr_pages)
{
	struct { struct lguest_dma list; u32 nr_pages, step; } it = { .nr_pages = nr_pages };

	for (u32 n = 0; n < num; n++) {
		it.list.addr[n] = gpa + n * (len + gap);
		it.list.len[n] = len;
	}
	attempt((u32 *)&it);
}

static void enumerate(void)
{
	for (u32 num = 0; num <= SECTIONS; num++)
		for (int i = -2; i <= 2; i++) {
			row(num, 1, 0x1000 * 4 - num + i, 0, 4);
			row(num, 4096, i + 4, 0, 16);
			row(num, 65535, 4095, i + 2, 300);
			row(num, 1500, 0xBFFFF000 + i, 0, 0xC0000);
			row(num, 65535, 0xFFFF0000 + i, 0, 0xC0000);
		}
	/* The sixteenth alone is somewhere else. */
	for (u32 n = 0; n < SECTIONS; n++) {
		struct { struct lguest_dma list; u32 nr_pages, step; } it = { .nr_pages = 2 };

		for (u32 m = 0; m <= n; m++)
			it.list.len[m] = 1;
		it.list.addr[n] = 8192;
		attempt((u32 *)&it);
		it.list.addr[n] = 8191;
		attempt((u32 *)&it);
		it.list.len[n] = 0;
		it.list.addr[n] = 8192;
		attempt((u32 *)&it);
	}
}

TARGET
