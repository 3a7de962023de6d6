// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a Guest may do with its network: the Launcher's own src/launcher/net.c,
 * with its system calls replaced. An input is how the TAP behaves, what is done
 * one after the other, what the Guest's place at the wire holds, and its memory.
 * Promised is this, whatever the input:
 *
 *	nothing but the Guest's memory is read or written for it,
 *	a frame is only brought to a list that has room for the longest, and to
 *	none at all when the Guest says that it does not receive,
 *	the Guest hears of all frames that were brought, unless it wants quiet.
 */
#define read	fake_read
#define readv	fake_readv
#define writev	fake_writev
#include "net.c"
#undef read

#define MEMORY	(256u << 10)
#define TAP	77
#include "device.h"

static struct {
	uint8_t answers[8], steps[16];
	uint16_t row, num, first;	/* what the Host says of the Guest's lists */
	uint16_t flags[4];		/* what the Guest says of itself, in turns */
	uint16_t gpas[4];		/* where the frames are that it sends, in 4 bytes */
} in;
static unsigned int call, brought;
static bool receives;

/* How the next system call goes: well, or in part, or not. */
static ssize_t outcome(size_t all)
{
	static const int errors[] = { EAGAIN, EINVAL, EINTR, EBADFD, EIO, EMSGSIZE, EFAULT };
	uint8_t how = in.answers[call % sizeof(in.answers)];

	if (++call > 256) {
		errno = EAGAIN;
		return -1;
	}
	if (how < 128)
		return all;
	if (how < 192)
		return all / 192 * (how - 127);
	errno = errors[how % 7];
	return -1;
}

ssize_t fake_readv(int fd, const struct iovec *iov, int n)
{
	size_t all = look_at(iov, n, LGUEST_DMA_SECTIONS);
	ssize_t got;
	int i;

	promise(fd == TAP && receives);
	promise(all >= LGUEST_NET_MAX_PACKET);
	got = outcome(LGUEST_NET_MAX_PACKET);
	for (i = 0; got > 0 && i < n; i++)
		memset(iov[i].iov_base, 0xA5, iov[i].iov_len > 64 ? 64 : iov[i].iov_len);
	brought += got > 0;
	return got;
}

ssize_t fake_read(int fd, void *to, size_t len)
{
	promise(fd == TAP && !receives);
	memset(to, 0x5A, len);
	return outcome(len);
}

ssize_t fake_writev(int fd, const struct iovec *iov, int n)
{
	size_t all = look_at(iov, n, LGUEST_DMA_SECTIONS);

	promise(fd == TAP && all <= LGUEST_NET_MAX_PACKET);
	/* The Guest writes to its memory whenever it likes, but not to the list's first word. */
	memset(mem.base + 4, 0xFF, 4096);
	return outcome(all);
}

/* The Host has looked at the row: all of it is the Guest's. */
bool fetch_dma(uint32_t key, struct lguest_dma_slot *slot)
{
	uint32_t num = 1 + in.num % 256, row = in.row * 4u % (MEMORY - 256 * LIST);

	promise(key == 0x40000 + sizeof(struct lguest_net_peer));
	if (in.num >> 15)
		return false;
	*slot = (struct lguest_dma_slot) {
		.row = row, .num = num, .dma = row + in.first % num * LIST, .irq = 3,
	};
	return true;
}

void watch(int fd, watcher ready, void *arg)
{
	(void)fd, (void)ready, (void)arg;
}

static struct lguest_net_peer page[2];

static void step(struct net *net, struct device *dev, unsigned int i)
{
	uint8_t what = in.steps[i];

	switch (what % 4) {
	case 0:
		net_output(dev, HOST * sizeof(*page), in.gpas[what / 4 % 4] * 4u);
		break;
	case 1:
		page[GUEST].flags = in.flags[what / 4 % 4];
		net_output(dev, GUEST * sizeof(*page), 0);
		receives = net->lists;
		promise(!receives || page[GUEST].flags & LGUEST_NET_PRESENT);
		break;
	case 2:
		brought = interrupts = 0;
		if (frame_came(net) == WATCH_END)
			promise(!page[HOST].flags);
		else if (!(page[GUEST].flags & LGUEST_NET_QUIET))
			promise(interrupts == (brought > 0));
		break;
	default:
		net_output(dev, what / 4 * 4, 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct device dev = { .key = 0x40000, .num_pages = 1 };
	static struct net net;
	unsigned int i;

	if (!take(&in, sizeof(in), data, size))
		return 0;
	memset(page, 0, sizeof(page));
	net = (struct net) { .arg = "", .dev = &dev, .peers = page, .tap = TAP, .present = true };
	dev.private = &net;
	pthread_mutex_init(&net.lock, NULL);
	begin_network(&dev);
	call = 0;
	receives = false;
	for (i = 0; i < sizeof(in.steps) && !setjmp(ended); i++)
		step(&net, &dev, i);
	return 0;
}
