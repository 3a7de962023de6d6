// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of DMA lists.  A row that has been accepted is read later without a
 * further look, list by list, so each byte of it must be the Guest's.
 *
 * promises about: irq_exists judge_binding dma_list_at
 */
#include "target.h"

enum { WORDS = 4 };

static void attempt(const u32 *w)
{
	/* what a Guest says; but nr_pages is ours, and 4 GiB at the most */
	u32 dmas = w[0], num = w[1], irq = w[2], nr_pages = w[3] % 0x100001;
	enum verdict verdict = judge_binding(dmas, num, irq, nr_pages);
	const u32 size = 4 + 16 * 4 + 16 * 2;	/* bytes of a list */
	u64 end = dmas + (u64)num * size;

	promise(irq_exists(irq) == !(irq / 32));
	switch (verdict) {
	case FINE:
		promise(num <= 256 && (irq <= 31 || !num));
		for (u32 i = 0; i < num; i++) {
			u32 gpa = dma_list_at(dmas, i);

			promise(gpa == dmas + i * size && gpa >= dmas);
			promise(gpa / 4096 < nr_pages);
			promise(((u64)gpa + size - 1) / 4096 < nr_pages);
		}
		break;
	case BAD_COUNT:
		promise(num > 256);
		break;
	case BAD_PLACE:
		promise(num);
		promise(end / 4096 > nr_pages ||
			(end / 4096 == nr_pages && end % 4096));
		break;
	default:
		promise(num && verdict == BAD_IRQ && irq > 31);
	}
}

static void enumerate(void)
{
	for (u32 num = 0; num < 260; num++)
		for (int i = -3; i <= 3; i++) {
			attempt((u32[]) { 0x400000 - num * 100 + i, num, 0, 0x400 });
			attempt((u32[]) { 0 - num * 100 + i, num, 31, 0xFFFFF });
			attempt((u32[]) { 0 - num * 100 + i, num, 31, 0x100000 });
		}
	for (u32 irq = 0; irq < 300; irq++)
		attempt((u32[]) { 0, 1, irq, 1 });
	attempt((u32[]) { 0, 0x10000000 / 25 + 1, 0, 1 });	/* 100 of these wrap */
	attempt((u32[]) { 0, ~0u, 0, ~0u });
}

TARGET
