// SPDX-License-Identifier: GPL-2.0-only
/*
 * measure - how long things take, here
 *
 *	measure			each thing below: its name and the ns that one takes
 *	measure do NAME N	does one of these things N times, and says nothing
 *	measure tsc		the time stamp counter, now
 *	measure time COMMAND...	the ns that a command takes
 *
 * QEMU's -icount shift=0 makes an instruction last 1 ns, so there these are
 * instructions. "loop" says whether that is so: it has two of them.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#define PAGE	4096
#define TIMES	7		/* each is measured so often; the least counts: what
				 * else happened meanwhile is not the thing's */

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Each does its thing so many times, and returns the ns of all of them. */

static int64_t loop(unsigned int n)
{
	int64_t before = now_ns();

	asm volatile("1: decl %0\n\tjnz 1b" : "+r" (n) : : "cc");
	return now_ns() - before;
}

static int64_t system_call(unsigned int n)
{
	int64_t before = now_ns();

	while (n--) {
		int ret = 64;	/* getppid */

		asm volatile("int $0x80" : "+a" (ret) : : "memory");
	}
	return now_ns() - before;
}

static int64_t page_fault(unsigned int n)
{
	volatile char *p = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int64_t before;

	if (p == MAP_FAILED)
		die("mmap");
	before = now_ns();
	for (unsigned int i = 0; i < n; i++)
		p[i * PAGE] = 1;
	before = now_ns() - before;
	munmap((void *)p, n * PAGE);
	return before;
}

/* A trap becomes a signal, and that is most of it: compare the two below. */
static sigjmp_buf after_trap;

static void leave_trap(int sig)
{
	siglongjmp(after_trap, sig);
}

static int64_t trap(unsigned int n, int sig, void (*cause)(void))
{
	struct sigaction sa = { .sa_handler = leave_trap, .sa_flags = SA_NODEFER };
	volatile unsigned int left = n;
	int64_t before;

	sigaction(sig, &sa, NULL);
	before = now_ns();
	while (left--)
		if (!sigsetjmp(after_trap, 0))
			cause();
	return now_ns() - before;
}

/* Goes from ring 3 right to the kernel, in a Guest too. */
static void invalid_instruction(void)
{
	asm volatile("ud2");
}

/* In a Guest, this one takes the way through the Host. */
static void protection_fault(void)
{
	asm volatile("hlt");
}

static int64_t direct_trap(unsigned int n)
{
	return trap(n, SIGILL, invalid_instruction);
}

static int64_t reflected_trap(unsigned int n)
{
	return trap(n, SIGSEGV, protection_fault);
}

static int64_t fork_exit_wait(unsigned int n)
{
	int64_t before = now_ns();

	while (n--) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			die("fork");
	}
	return now_ns() - before;
}

static int64_t fork_exec_wait(unsigned int n)
{
	int64_t before = now_ns();

	while (n--) {
		pid_t pid = fork();

		if (!pid) {
			execl("/proc/self/exe", "measure", "nothing", NULL);
			_exit(1);
		}
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			die("fork");
	}
	return now_ns() - before;
}

static int64_t pipe_round_trip(unsigned int n)
{
	int there[2], back[2];
	int64_t before;
	char byte = 0;
	pid_t pid;

	if (pipe(there) || pipe(back))
		die("pipe");
	pid = fork();
	if (!pid) {
		close(there[1]);
		while (read(there[0], &byte, 1) == 1)
			if (write(back[1], &byte, 1) != 1)
				break;
		_exit(0);
	}
	before = now_ns();
	while (n--)
		if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
			die("pipe");
	before = now_ns() - before;
	close(there[0]);
	close(there[1]);
	close(back[0]);
	close(back[1]);
	waitpid(pid, NULL, 0);
	return before;
}

static const struct {
	const char *what;
	int64_t (*go)(unsigned int);
	unsigned int times;
} things[] = {
	{ "loop", loop, 100000 },
	{ "system-call", system_call, 2000 },
	{ "direct-trap", direct_trap, 1000 },
	{ "reflected-trap", reflected_trap, 1000 },
	{ "page-fault", page_fault, 1000 },
	{ "fork-exit-wait", fork_exit_wait, 50 },
	{ "fork-exec-wait", fork_exec_wait, 30 },
	{ "pipe-round-trip", pipe_round_trip, 500 },
};

static int time_command(char **argv)
{
	int64_t before = now_ns();
	pid_t pid = fork();
	int status;

	if (!pid) {
		execvp(argv[0], argv);
		die(argv[0]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		die("fork");
	printf("%lld\n", now_ns() - before);
	return status != 0;
}

static int do_one(const char *what, unsigned int n)
{
	for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++)
		if (!strcmp(things[i].what, what))
			return things[i].go(n) < 0;
	errno = ENOENT;
	die(what);
	return 1;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (argc > 2 && !strcmp(argv[1], "time"))
		return time_command(argv + 2);
	if (argc > 3 && !strcmp(argv[1], "do"))
		return do_one(argv[2], atoi(argv[3]));
	if (argc > 1 && !strcmp(argv[1], "tsc"))
		return printf("%llu\n", __rdtsc()) < 0;
	if (argc > 1)
		return 0;
	for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++) {
		int64_t least = INT64_MAX;

		things[i].go(things[i].times / 10 + 1);	/* warm the caches */
		for (int k = 0; k < TIMES; k++) {
			int64_t got = things[i].go(things[i].times);

			if (got < least)
				least = got;
		}
		printf("%s %.2f\n", things[i].what, (double)least / things[i].times);
	}
	return 0;
}
