// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linked to the Launcher's own objects, this makes a Launcher with a fault: a
 * thread of it raises an interrupt of the Guest, rests for $STORM_REST_US microseconds
 * (20), and raises it again. $STORM_IRQ says which; without it there is no such
 * thread. And a Guest that sends to VOLLEY_KEY gets one interrupt on each line but
 * the first, before it goes on. The Launcher knows nothing of either.
 */
#include <pthread.h>
#include <fcntl.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <lguest/hypercall.h>
#include <lguest/launcher.h>

#define VOLLEY_KEY	0x570
#define PATIENCE_US	1000
#define REST_US		20

static volatile int device = -1;
static sem_t ready;

static void *rage(void *irq)
{
	struct lguest_request req = { .type = LGUEST_REQ_IRQ, .irq = (long)irq };
	const char *rest = getenv("STORM_REST_US");
	int rest_us = rest ? atoi(rest) : REST_US;

	/* Or it would wait for the Guest's turn to end, a tick at the worst. */
	sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 1 });
	prctl(PR_SET_TIMERSLACK, 1);
	/* From now on only calls that the Launcher makes, too: it locks itself in. */
	sem_post(&ready);
	while (device < 0)
		usleep(PATIENCE_US);
	/* An error: there is no Guest yet. */
	for (;;)
		usleep(write(device, &req, sizeof(req)) < 0 ? PATIENCE_US : rest_us);
	return NULL;
}

/* What the Launcher calls as open(), thanks to the linker. */
int __real_open(const char *path, int flags, ...);

int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	int mode, fd;

	va_start(args, flags);
	mode = va_arg(args, int);
	va_end(args);
	fd = __real_open(path, flags, mode);
	if (!strcmp(path, "/dev/lguest"))
		device = fd;
	return fd;
}

ssize_t __real_read(int fd, void *buffer, size_t size);

/* What the Launcher calls as read(), thanks to the linker. */
ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	struct lguest_request req = { .type = LGUEST_REQ_IRQ };
	const struct lguest_event *event = buffer;
	ssize_t got;

	for (;;) {
		got = __real_read(fd, buffer, size);
		if (got != sizeof(*event) || event->type != LGUEST_EVENT_DMA ||
		    event->key != VOLLEY_KEY)
			return got;
		for (req.irq = 1; req.irq < LGUEST_IRQS; req.irq++)
			if (write(fd, &req, sizeof(req)) < 0)
				return -1;
	}
}

static __attribute__((constructor)) void brew(void)
{
	const char *irq = getenv("STORM_IRQ");
	sigset_t all, before;
	pthread_t thread;

	if (!irq)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, rage, (void *)atol(irq))) {
		fprintf(stderr, "storm: no thread\n");
		exit(1);
	}
	sem_wait(&ready);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
