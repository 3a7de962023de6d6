// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a Guest may send to its console, and where it may want its keys: the
 * Launcher's own src/launcher/console.c, with its system calls replaced. An input
 * is how the terminal behaves, what is done, where the lists are, and memory.
 * Promised is this, whatever the input:
 *
 *	nothing but the Guest's memory is written out, or filled with keys,
 *	all of a list is written, and the Guest hears of so many bytes,
 *	no more keys are handed over than were typed.
 */
#define writev	fake_writev
#define read	fake_read
#define poll	fake_poll
#include "console.c"
#undef read
#undef poll

#define MEMORY		(256u << 10)
#include "device.h"

static struct {
	uint8_t calls[8], steps[8];
	uint32_t gpa, bound;	/* of what is sent, and of the room for keys */
} in;
static unsigned int call;
static size_t written, keys;

static uint8_t how(void)
{
	return call++ < 64 ? in.calls[call % sizeof(in.calls)] : 0;
}

ssize_t fake_writev(int fd, const struct iovec *iov, int n)
{
	size_t all = look_at(iov, n, LGUEST_DMA_SECTIONS);
	uint8_t outcome = how();

	promise(fd == STDOUT_FILENO);
	if (outcome >= 192) {
		errno = outcome & 1 ? EAGAIN : EINTR;
		return -1;
	}
	if (outcome >= 128)
		all = (all + 1) / 2;
	written += all;
	return all;
}

int fake_poll(struct pollfd *p, nfds_t n, int ms)
{
	(void)ms;
	promise(n == 1 && (p->fd == STDIN_FILENO || p->fd == STDOUT_FILENO));
	return how() < 192;
}

ssize_t fake_read(int fd, void *to, size_t len)
{
	uint8_t outcome = how();

	promise(fd == STDIN_FILENO && len && typed.len + len <= sizeof(typed.bytes));
	promise((char *)to == typed.bytes + typed.len);
	if (outcome >= 192) {
		errno = EAGAIN;
		return -1;
	}
	len = outcome >= 128 ? len : len / 256 * outcome + 1;
	memset(to, outcome & 1 ? CTRL_C : 'k', len);
	keys += len;
	return len;
}

/* The rest of the Launcher. */
bool fetch_dma(uint32_t key, struct lguest_dma_slot *slot)
{
	promise(key == LGUEST_CONSOLE_IN_KEY);
	*slot = (struct lguest_dma_slot) { .dma = in.bound, .irq = 1 };
	return how() < 192;
}

void raise_irq(uint32_t irq)
{
	uint32_t used;

	promise(irq == 1);
	memcpy(&used, mem.base + in.bound, sizeof(used));
	promise(used <= keys);
	keys -= used;
}

void break_guest(bool out)
{
	(void)out;
}

void watch(int fd, watcher ready, void *arg)
{
	(void)fd, (void)ready, (void)arg;
}

void empty_pidfile(void)
{
}

static void send(void)
{
	uint32_t used;

	written = 0;
	console_output(in.gpa);
	memcpy(&used, mem.base + in.gpa, sizeof(used));
	promise(used == written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int i;

	if (!take(&in, sizeof(in), data, size))
		return 0;
	call = 0;
	keys = typed.len = 0;
	for (i = 0; i < sizeof(in.steps) && !setjmp(ended); i++) {
		saved_terminal = in.steps[i] & 2;
		if (in.steps[i] & 1)
			console_input();
		else
			send();
	}
	saved_terminal = false;
	return 0;
}
