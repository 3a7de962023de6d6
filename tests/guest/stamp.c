// SPDX-License-Identifier: GPL-2.0-only
/*
 * stamp - puts the time at which a line was complete in front of it
 *
 * Two numbers, in milliseconds: since this machine was booted, and the date.
 */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static long long ms(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

int main(void)
{
	static char line[1 << 16];
	size_t len = 0;

	while (len < sizeof(line) && read(0, line + len, 1) == 1)
		if (line[len++] == '\n') {
			printf("%lld %lld ", ms(CLOCK_BOOTTIME), ms(CLOCK_REALTIME));
			fwrite(line, 1, len, stdout);
			fflush(stdout);
			len = 0;
		}
	return 0;
}
