/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the targets for the Launcher's devices share: its own memory.c, stand-ins
 * for its other files as far as a device calls them, and the promise that all hangs
 * on. Included behind the device's own file, and behind MEMORY, the Guest's size.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "memory.c"

#define LIST	sizeof(struct lguest_dma)

static jmp_buf ended;
static unsigned int interrupts;

#define promise(x) do { if (!(x)) broken(#x, __FILE__, __LINE__); } while (0)
static void broken(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, what);
	abort();
}

/* All that a system call is handed is the Guest's memory, in so many pieces at the most. */
static size_t look_at(const struct iovec *iov, int n, int most)
{
	size_t all = 0;
	int i;

	promise(n >= 0 && n <= most);
	for (i = 0; i < n; i++) {
		size_t at = (uint8_t *)iov[i].iov_base - mem.base;

		promise(at <= MEMORY && iov[i].iov_len <= MEMORY - at);
		all += iov[i].iov_len;
	}
	return all;
}

static void fresh_memory(void)
{
	if (!mem.base)
		mem.base = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mem.size = MEMORY;
	memset(mem.base, 0, MEMORY);
}

/* An input begins with what *in says, and the rest is memory. False: too short for that. */
static inline bool take(void *in, size_t len, const uint8_t *data, size_t size)
{
	if (size < len)
		return false;
	memcpy(in, data, len);
	size -= len;
	fresh_memory();
	memcpy(mem.base, data + len, size < MEMORY ? size : MEMORY);
	return true;
}

void die(const char *fmt, ...)
{
	(void)fmt;
	longjmp(ended, 1);
}

struct device *new_device(uint16_t type, uint16_t features, uint32_t num_pages)
{
	(void)type, (void)features, (void)num_pages;
	return NULL;
}

void device_irq(struct device *dev)
{
	(void)dev;
	interrupts++;
}
