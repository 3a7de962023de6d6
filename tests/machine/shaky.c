// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linked to the Launcher's own objects, this makes a Launcher whose disks have
 * faults. It goes by the names of their files:
 *
 *	*hang	reads from 1 MiB on never end
 *	*slow	a read of a page from 1 MiB on takes a moment, so that others pile up
 *	*gone	a read from 1 MiB on takes the disk away from the Guest
 *
 * And it counts: $SHAKY is a file, in which an uint32_t each says how often the
 * Host was asked to make things last: fdatasync, writes with RWF_DSYNC.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "launcher.h"

#define FROM		(1 << 20)
#define FDS		64

static struct { uint32_t flushes, dsyncs; } nobody_looks, *count = &nobody_looks;
static char fault[FDS];

int __real_open64(const char *path, int flags, ...);

int __wrap_open64(const char *path, int flags, ...)
{
	int fd = __real_open64(path, flags);
	size_t len = strlen(path);

	if (fd >= 0 && fd < FDS && len >= 4)
		fault[fd] = !strcmp(path + len - 4, "hang") ? 'h' :
			    !strcmp(path + len - 4, "slow") ? 's' :
			    !strcmp(path + len - 4, "gone") ? 'g' : 0;
	return fd;
}

static void hang(void)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	pthread_mutex_lock(&lock);
}

static void wait_ms(long ms)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&lock);
	pthread_mutex_timedlock(&lock, &until);
}

/* The first disk of all. */
static void take_away(void)
{
	volatile struct lguest_device_desc *desc = (void *)(mem.base + device_list());

	while (desc->type != LGUEST_DEVICE_BLOCK)
		desc++;
	while (!(desc->status & LGUEST_DEVICE_S_REMOVED_ACK)) {
		desc->status |= LGUEST_DEVICE_S_REMOVED;
		raise_irq(desc->irq);
		wait_ms(20);
	}
}

ssize_t __real_preadv64(int fd, const struct iovec *iov, int n, off64_t from);

ssize_t __wrap_preadv64(int fd, const struct iovec *iov, int n, off64_t from)
{
	if (from >= FROM && fd < FDS)
		switch (fault[fd]) {
		case 'h':
			hang();
			break;
		case 's':
			wait_ms(2);
			break;
		case 'g':
			take_away();
			errno = ENODEV;
			return -1;
		}
	return __real_preadv64(fd, iov, n, from);
}

int __real_fdatasync(int fd);

int __wrap_fdatasync(int fd)
{
	__atomic_fetch_add(&count->flushes, 1, __ATOMIC_SEQ_CST);
	return __real_fdatasync(fd);
}

ssize_t __real_pwritev64v2(int fd, const struct iovec *iov, int n, off64_t from, int flags);

ssize_t __wrap_pwritev64v2(int fd, const struct iovec *iov, int n, off64_t from, int flags)
{
	if (flags & RWF_DSYNC)
		__atomic_fetch_add(&count->dsyncs, 1, __ATOMIC_SEQ_CST);
	return __real_pwritev64v2(fd, iov, n, from, flags);
}

static __attribute__((constructor)) void open_eyes(void)
{
	const char *path = getenv("SHAKY");
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;
	void *map;

	if (fd < 0)
		return;
	if (ftruncate(fd, sizeof(*count))) {
		perror("shaky");
		exit(1);
	}
	map = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED)
		count = map;
	close(fd);
}
