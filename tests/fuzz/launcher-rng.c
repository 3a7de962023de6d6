// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a Guest may ask of its source of chance: the Launcher's own
 * src/launcher/rng.c, with its system call replaced. An input is how the Host's
 * chance comes, in pieces or later, where the list is, and memory. Promised is:
 *
 *	nothing but the Guest's memory is written for it,
 *	the Guest hears of as many bytes as were filled.
 */
#define getrandom	fake_getrandom
#include "rng.c"
#undef getrandom
#include <sys/uio.h>

#define MEMORY		(64u << 10)
#include "device.h"

static struct { uint8_t calls[4]; uint32_t gpa; } in;
static unsigned int call;
static size_t filled;

ssize_t fake_getrandom(void *to, size_t len, unsigned int flags)
{
	struct iovec iov = { to, len };
	uint8_t how = in.calls[call % sizeof(in.calls)];
	size_t n = look_at(&iov, 1, 1);

	promise(!flags && len);
	if (++call < 64 && how >= 192) {
		errno = EINTR;
		return -1;
	}
	if (how >= 128)
		n = (n + 1) / 2;
	memset(to, 0xA5, n);
	filled += n;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct device dev;
	uint32_t used;

	if (!take(&in, sizeof(in), data, size))
		return 0;
	call = 0;
	filled = 0;
	if (setjmp(ended))
		return 0;
	rng_output(&dev, 0, in.gpa);
	memcpy(&used, mem.base + in.gpa, sizeof(used));
	promise(used == filled);
	/* Not reached but by the option. */
	want_rng(NULL);
	return 0;
}
