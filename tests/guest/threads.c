// SPDX-License-Identifier: GPL-2.0-only
/*
 * threads - thread local variables, locks and signals of many threads
 *
 * Every thread has its own %gs, so each switch between two must load another
 * descriptor.
 */
#include <asm/ldt.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS	16
#define ROUNDS	500

static __thread unsigned int mine;
static __thread char block[3000] = "as it was in the file";
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_cond_t turn_changed = PTHREAD_COND_INITIALIZER;
static unsigned int turn, wrong;
static unsigned long long total;
static __thread volatile unsigned int signals;

static void count_signal(int sig)
{
	(void)sig;
	signals++;
}

static void *thread(void *arg)
{
	unsigned int id = (uintptr_t)arg, bad = 0;

	bad += mine != 0 || strcmp(block, "as it was in the file");
	mine = id;
	memset(block, id, sizeof(block));
	pthread_barrier_wait(&barrier);
	for (int i = 0; i < ROUNDS; i++) {
		mine = mine * 1664525 + id;
		sched_yield();
		pthread_mutex_lock(&lock);
		total += mine;
		pthread_mutex_unlock(&lock);
		bad += block[i] != (char)id || block[2999 - i] != (char)id;
		if (i % 100 == 0)
			pthread_kill(pthread_self(), SIGUSR1);
	}
	bad += signals != ROUNDS / 100;

	/* Each in its turn, from the last to the first. */
	pthread_mutex_lock(&lock);
	while (turn != THREADS - id)
		pthread_cond_wait(&turn_changed, &lock);
	turn++;
	wrong += bad;
	pthread_cond_broadcast(&turn_changed);
	pthread_mutex_unlock(&lock);
	return (void *)(uintptr_t)mine;
}

static void run_threads(const char *who)
{
	pthread_t threads[THREADS];
	unsigned int sum = 0;

	total = turn = wrong = 0;
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (uintptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, thread, (void *)(i + 1)))
			printf("%s: no thread %u\n", who, (unsigned int)i);
	for (int i = 0; i < THREADS; i++) {
		void *result;

		pthread_join(threads[i], &result);
		sum = sum * 31 + (uintptr_t)result;
	}
	printf("%s: %d threads, results %08x, sum %llx, %u wrong\n", who, THREADS,
	       sum, total, wrong);
}

/* A segment of one's own beside that of the thread library. */
static void own_segment(void)
{
	static const char text[] = "through a segment of my own";
	struct user_desc desc = {
		.entry_number = -1, .base_addr = (uintptr_t)text,
		.limit = sizeof(text) - 1, .seg_32bit = 1, .useable = 1,
	};
	char copy[sizeof(text)];
	unsigned int old, got = 0;

	if (syscall(SYS_set_thread_area, &desc)) {
		printf("set_thread_area: %s\n", strerror(errno));
		return;
	}
	asm volatile("movl %%fs, %0\n\tmovl %1, %%fs"
		     : "=&r" (old) : "r" (desc.entry_number * 8 + 3));
	for (unsigned int i = 0; i < sizeof(text); i++) {
		sched_yield();
		asm volatile("movb %%fs:(%1), %b0" : "=q" (copy[i]) : "r" (i));
	}
	asm volatile("movl %%fs, %0" : "=r" (got));
	printf("entry %u, selector %#x, \"%s\"\n", desc.entry_number, got, copy);

	/* Emptied while it is in use: reads fault, the process goes on. */
	asm volatile("movl %0, %%fs" : : "r" (old));
	desc.read_exec_only = desc.seg_not_present = 1;
	desc.base_addr = desc.limit = desc.seg_32bit = desc.useable = desc.contents = 0;
	printf("emptied: %s\n", syscall(SYS_set_thread_area, &desc) ?
	       strerror(errno) : "yes");
}

/* A table of one's own is no longer offered: a clean error, not a wrong one. */
static void local_table(void)
{
	struct user_desc desc = { .limit = 1, .seg_32bit = 1, .useable = 1 };

	printf("modify_ldt: %s\n", syscall(SYS_modify_ldt, 1, &desc, sizeof(desc)) ?
	       strerror(errno) : "yes");
}

int main(void)
{
	struct sigaction sa = { .sa_handler = count_signal };
	int status;
	pid_t pid;

	sigaction(SIGUSR1, &sa, NULL);
	own_segment();
	local_table();
	fflush(stdout);
	/* Two processes at once; what the parent has to say comes last. */
	pid = fork();
	if (!pid) {
		run_threads("child");
		fflush(stdout);
		_exit(0);
	}
	run_threads("parent");
	waitpid(pid, &status, 0);
	printf("the child's status is %d\n", status);
	return 0;
}
