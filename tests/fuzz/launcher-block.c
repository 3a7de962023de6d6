// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a Guest may send to a disk: the Launcher's own src/launcher/block.c, with
 * its system calls replaced. An input is how the Host's file behaves, a DMA list,
 * and what lies in memory behind it. Promised is this, whatever the input:
 *
 *	nothing but the Guest's memory is read or written for it,
 *	nothing but the disk's sectors, and none of a disk for reading only is changed,
 *	each request gets one result, with its own number, or the Guest ends.
 */
/* These before the names below have another meaning. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define preadv		fake_preadv
#define pwritev2	fake_pwritev2
#define fallocate	fake_fallocate
#define fdatasync	fake_fdatasync
#define ioctl		fake_ioctl
#define lseek		fake_lseek
#include "block.c"
#undef lseek

#define MEMORY		(64u << 10)
#define SECTORS		96u
#define RECORDS		0x1000u
#include "device.h"

static struct { uint8_t read_only, device, smaller, again, calls[4]; } host;
static unsigned int call;
static bool ends;		/* the file does */
static struct disk *d = disks;

/* How the next system call goes: well, or in part, or not. */
static ssize_t outcome(size_t all)
{
	static const int errors[] = { EIO, ENOSPC, EINTR, EOPNOTSUPP, EDQUOT, ENODEV };
	uint8_t how = host.calls[call % sizeof(host.calls)];

	promise(++call < 10000);
	if (ends)
		return 0;
	if (call > 64 || how < 128)
		return all;
	if (how < 192)
		return all / 512 > 1 ? all / 1024 * 512 : all > 1 ? all / 2 : 0;
	ends = how < 200;
	if (ends)
		return 0;
	errno = errors[how % 6];
	return -1;
}

static void look_where(uint64_t from, uint64_t len)
{
	promise((from + len) % 512 == 0);
	promise(from <= SECTORS * 512 && len <= SECTORS * 512 - from);
}

/* The Guest writes to its memory whenever it likes. */
static void meanwhile(void)
{
	memset(mem.base, 0xFF, MEMORY);
}

ssize_t fake_preadv(int fd, const struct iovec *iov, int n, off_t from)
{
	size_t all = look_at(iov, n, LGUEST_BLOCK_SEGMENTS);

	promise(fd == d->fd);
	look_where(from, all);
	meanwhile();
	return outcome(all);
}

static bool zeros(const struct iovec *iov, int n)
{
	return n == 1 && !((uint8_t *)iov->iov_base >= mem.base &&
			   (uint8_t *)iov->iov_base < mem.base + MEMORY);
}

ssize_t fake_pwritev2(int fd, const struct iovec *iov, int n, off_t from, int flags)
{
	size_t all = zeros(iov, n) ? iov->iov_len : look_at(iov, n, LGUEST_BLOCK_SEGMENTS);
	size_t i;

	promise(fd == d->fd && !host.read_only);
	promise(!(flags & ~RWF_DSYNC));
	promise(!host.smaller || (uint64_t)from < SECTORS * 512 / 256 * host.smaller || !all);
	look_where(from, all);
	for (i = 0; zeros(iov, n) && i < all; i++)
		promise(!((char *)iov->iov_base)[i]);
	meanwhile();
	return outcome(all);
}

int fake_fallocate(int fd, int mode, off_t from, off_t len)
{
	promise(fd == d->fd && !host.read_only && mode & FALLOC_FL_KEEP_SIZE);
	look_where(from, len);
	return outcome(1) < 0 ? -1 : 0;
}

int fake_ioctl(int fd, unsigned long what, ...)
{
	promise(fd == d->fd && !host.read_only && host.device && what == BLKDISCARD);
	return outcome(1) < 0 ? -1 : 0;
}

int fake_fdatasync(int fd)
{
	promise(fd == d->fd);
	return outcome(1) < 0 ? -1 : 0;
}

off_t fake_lseek(int fd, off_t from, int whence)
{
	promise(fd == d->fd && !from && whence == SEEK_END);
	return host.smaller ? SECTORS * 512 / 256 * host.smaller : SECTORS * 512;
}

static void new_disk(void)
{
	static struct device dev;
	static struct lguest_block_page page;

	fresh_memory();
	memset(&page, 0, sizeof(page));
	*d = (struct disk) {
		.name = "disk", .fd = 77, .sectors = SECTORS, .dev = &dev, .page = &page,
		.read_only = host.read_only & 1, .is_file = !(host.device & 1),
	};
	host.read_only &= 1;
	host.device &= 1;
	dev.private = d;
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->more, NULL);
	pthread_cond_init(&d->calm, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t rest;

	if (size < sizeof(host) + LIST)
		return 0;
	memcpy(&host, data, sizeof(host));
	call = 0;
	ends = false;
	new_disk();
	rest = size - sizeof(host) - LIST;
	memcpy(mem.base, data + sizeof(host), LIST);
	memcpy(mem.base + RECORDS, data + sizeof(host) + LIST,
	       rest < MEMORY - RECORDS ? rest : MEMORY - RECORDS);
	if (setjmp(ended))
		return 0;
	do
		take_requests(d->dev, 0, 0);
	while (host.again-- & 7);
	promise(d->under_way <= LGUEST_BLOCK_DEPTH);
	while (d->waiting) {
		const struct lguest_block_result *result = &d->page->results[d->done];
		struct job job = next_job(d);
		uint32_t id, status, sent;

		memcpy(&sent, mem.base + job.gpa +
		       (job.len < 16 ? 0 : offsetof(struct lguest_block_request, id)), 4);
		status = serve(d, job, &id);
		put_result(d, id, status);
		promise(id == sent && result->id == sent && result->status == status);
		promise(status <= LGUEST_BLOCK_UNKNOWN);
	}
	promise(!d->under_way && d->page->done == d->done);
	return 0;
}
