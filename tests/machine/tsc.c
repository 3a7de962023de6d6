// SPDX-License-Identifier: GPL-2.0-only
/*
 * tsc - prints how many thousand times a second this machine's time stamp
 * counter counts.
 *
 * QEMU's emulation hands the counter through.  The emulated kernel would measure
 * it against the emulated timer chip, which goes wrong as soon as this machine
 * is busy, and then has no good clock at all; so we measure and tell it
 * (tsc_early_khz=).  Prints nothing on machines without such a counter.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#if defined(__i386__) || defined(__x86_64__)
#define PAUSE_NS 20000000

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Both clocks at one moment: of a few tries the one that took least. */
static void both(int64_t *ns, int64_t *ticks)
{
	int64_t best = INT64_MAX;
	int i;

	for (i = 0; i < 20; i++) {
		int64_t before = __builtin_ia32_rdtsc();
		int64_t at = now_ns();
		int64_t after = __builtin_ia32_rdtsc();

		if (after - before < best) {
			best = after - before;
			*ns = at;
			*ticks = before + (after - before) / 2;
		}
	}
}

int main(void)
{
	struct timespec pause = { .tv_nsec = PAUSE_NS };
	int64_t ns0, ticks0, ns1, ticks1;

	both(&ns0, &ticks0);
	nanosleep(&pause, NULL);
	both(&ns1, &ticks1);
	printf("%lld\n", (long long)((ticks1 - ticks0) * 1000000 / (ns1 - ns0)));
	return 0;
}
#else
int main(void)
{
	return 0;
}
#endif
