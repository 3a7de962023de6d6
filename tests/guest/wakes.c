// SPDX-License-Identifier: GPL-2.0-only
/*
 * wakes - is there a turn for others?
 *
 *	wakes TIMES PERIOD_MS	asks to be woken so often, in that rhythm
 *
 * Prints how many of the wake-ups it missed, because the next was due already.
 * It is a real-time thread: no scheduler may let it wait for somebody's turn.
 */
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	unsigned int times = argc == 3 ? atoi(argv[1]) : 0, came = 0, missed = 0;
	long ms = argc == 3 ? atol(argv[2]) : 0;
	struct itimerspec rhythm = {
		.it_interval = { ms / 1000, ms % 1000 * 1000000 },
		.it_value = { ms / 1000, ms % 1000 * 1000000 },
	};
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t rung;

	if (!times || ms < 1) {
		fprintf(stderr, "usage: wakes TIMES PERIOD_MS\n");
		return 2;
	}
	if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 1 }) ||
	    fd < 0 || timerfd_settime(fd, 0, &rhythm, NULL)) {
		fprintf(stderr, "wakes: %s\n", strerror(errno));
		return 1;
	}
	while (came + missed < times) {
		if (read(fd, &rung, sizeof(rung)) != sizeof(rung))
			return 1;
		came++;
		missed += rung - 1;
	}
	printf("missed %u of %u\n", missed, times);
	return 0;
}
