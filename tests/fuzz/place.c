// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places in memory.  The model is a list of bytes: what may be touched is a
 * byte whose page has a number below nr_pages.
 *
 * promises about: gfn_inside range_inside bytes_inside bytes_in_page
 * promises about: memory_possible judge_shared_struct judge_pgdir
 */
#include "target.h"

enum { WORDS = 4 };

/* The byte that is @n bytes behind @gpa, if addresses had no end. */
static bool byte_exists(u32 gpa, u64 n, u32 nr_pages)
{
	return ((u64)gpa + n) / 4096 < nr_pages;
}

static void try_range(u32 gpa, u32 len, u32 nr_pages)
{
	bool all = !len || byte_exists(gpa, len - 1, nr_pages);
	u32 some = bytes_inside(gpa, len, nr_pages);
	u32 part = bytes_in_page(gpa, len);

	promise(gfn_inside(gpa, nr_pages) == ((u64)gpa + 1 <= nr_pages));
	if (len)
		promise(range_inside(gpa, len, nr_pages) == all);
	/* some are inside, and if there is one more it is not */
	promise(some <= len);
	promise(!some || byte_exists(gpa, some - 1, nr_pages));
	promise(some == len || !byte_exists(gpa, some, nr_pages));
	/* part are in one page, and the next is in another, if there is one */
	promise(part <= len && part <= 4096 && (!len || part));
	promise(!part || gpa / 4096 == (gpa + (u64)part - 1) / 4096);
	promise(part == len || gpa / 4096 != (gpa + (u64)part) / 4096);
}

static void try_shared(u32 gpa, u32 size, u32 nr_pages)
{
	enum verdict verdict = judge_shared_struct(gpa, size, nr_pages);
	bool whole = gpa / 4096 == ((u64)gpa + size - 1) / 4096 && !(gpa & 3);

	promise((verdict == BAD_ALIGNMENT) == !whole);
	promise(verdict != FINE || byte_exists(gpa, size - 1, nr_pages));
	promise(verdict != BAD_PLACE || !byte_exists(gpa, 0, nr_pages));
	promise(verdict == FINE || verdict == BAD_ALIGNMENT ||
		verdict == BAD_PLACE);
}

static void try_pgdir(u32 cr3, u32 nr_pages)
{
	enum verdict verdict = judge_pgdir(cr3, nr_pages);

	promise((verdict == BAD_NULL) == (cr3 == 0));
	if (verdict == FINE)
		promise(cr3 << 20 == 0 && byte_exists(cr3, 4095, nr_pages));
	if (verdict == BAD_PLACE)
		promise(!byte_exists(cr3, 0, nr_pages));
	if (verdict == BAD_ALIGNMENT)
		promise(cr3 << 20);
	promise(verdict <= BAD_PLACE);
}

static void try_memory(u32 base, u32 pages, u32 ram, u32 top)
{
	bool possible = memory_possible(base, pages, ram, top);
	/* base and pages in pages, so that nothing is large */
	bool room = base % 4096 == 0 && base / 4096 + (u64)pages <= top / 4096;

	promise(possible == (pages && pages <= ram && room));
	if (possible && top == PAGE_OFFSET)
		promise((u64)pages * 4096 <= UINT32_MAX &&
			!gfn_inside(0xFFFFF, pages));
}

static void attempt(const u32 *w)
{
	try_range(w[0], w[1], w[2]);
	try_shared(w[0], w[1] % 4096 + 1, w[2]);
	try_pgdir(w[0], w[2]);
	/* most numbers are not page aligned, and are refused for that */
	try_pgdir(w[0] << 12, w[2]);
	try_memory(w[0], w[1], w[2], w[3]);
	try_memory(w[0] << 12, w[1], w[2], w[3]);
	try_memory(w[0] << 12, w[1], w[2], PAGE_OFFSET);
}

/* Every border of a small memory, from both sides; and the end of numbers. */
static void enumerate(void)
{
	static const u32 pages[] = { 0, 1, 2, 3, 0xBFFFF, 0xC0000, 0xFFFFF };

	for (unsigned int n = 0; n < sizeof(pages) / sizeof(*pages); n++)
		for (int a = -9; a <= 9; a++)
			for (u32 len = 0; len <= 8194; len += len < 10 ? 1 : 51) {
				attempt((u32[]) { pages[n] * 4096 + a, len,
						  pages[n], PAGE_OFFSET });
				attempt((u32[]) { a, -len, pages[n],
						  PAGE_OFFSET });
			}
	for (u32 pages = 0; pages < 5; pages++)
		for (u32 ram = 0; ram < 5; ram++)
			for (u32 top = 0; top < 5 * 4096; top += 2048)
				for (u32 base = 0; base < 5 * 4096; base += 2048)
					try_memory(base, pages, ram, top);
}

TARGET
