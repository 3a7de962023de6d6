// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory - what a process finds in its memory after it has been mapped, copied,
 * protected, moved and given back
 *
 * A line for each thing tried: "right", or the first thing that was not.
 */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE	4096u

static char why[200];

#define EXPECT(condition)						\
	do {								\
		if (!(condition)) {					\
			snprintf(why, sizeof(why), "line %d: not %s",	\
				 __LINE__, #condition);			\
			return;						\
		}							\
	} while (0)

static sigjmp_buf back;
static void *fault_at;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	fault_at = info->si_addr;
	siglongjmp(back, sig);
}

/* The signal that an access gives, 0 for none. */
static int reading(volatile char *p)
{
	int sig = sigsetjmp(back, 1);

	if (!sig)
		(void)*p;
	return sig;
}

static int writing(volatile char *p)
{
	int sig = sigsetjmp(back, 1);

	if (!sig)
		*p = 'w';
	return sig;
}

static char *pages(unsigned int n, int prot, int flags)
{
	char *p = mmap(NULL, n * PAGE, prot, flags | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return p;
}

#define RW	(PROT_READ | PROT_WRITE)

static uint32_t pattern(uint32_t word, uint32_t seed)
{
	return (word + seed) * 2654435761u ^ seed << 7;
}

static void fill(char *p, size_t len, uint32_t seed)
{
	uint32_t *w = (uint32_t *)p;

	for (size_t i = 0; i < len / 4; i++)
		w[i] = pattern(i, seed);
}

static bool filled(const char *p, size_t len, uint32_t seed)
{
	const uint32_t *w = (const uint32_t *)p;

	for (size_t i = 0; i < len / 4; i++)
		if (w[i] != pattern(i, seed))
			return false;
	return true;
}

static bool zero(const char *p, size_t len)
{
	while (len--)
		if (*p++)
			return false;
	return true;
}

static void fresh_pages(void)
{
	for (int round = 0; round < 20; round++) {
		char *p = pages(64, RW, MAP_PRIVATE);

		EXPECT(zero(p, 64 * PAGE));
		fill(p, 64 * PAGE, round);
		EXPECT(filled(p, 64 * PAGE, round));
		munmap(p, 64 * PAGE);
		EXPECT(reading(p + 5 * PAGE + 3) == SIGSEGV);
		EXPECT(fault_at == p + 5 * PAGE + 3);
	}
}

static void read_before_write(void)
{
	/* The zero page first, then one of its own. */
	char *p = pages(32, RW, MAP_PRIVATE);

	for (int i = 0; i < 32; i++)
		EXPECT(p[i * PAGE] == 0);
	for (int i = 0; i < 32; i += 2)
		p[i * PAGE] = i + 1;
	for (int i = 0; i < 32; i++)
		EXPECT(p[i * PAGE] == (i & 1 ? 0 : i + 1));
	munmap(p, 32 * PAGE);
}

static void protection(void)
{
	char *p = pages(3, RW, MAP_PRIVATE);

	fill(p, 3 * PAGE, 7);
	for (int round = 0; round < 50; round++) {
		mprotect(p + PAGE, PAGE, PROT_READ);
		EXPECT(reading(p + PAGE) == 0);
		EXPECT(writing(p + PAGE + 9) == SIGSEGV && fault_at == p + PAGE + 9);
		EXPECT(writing(p + 2 * PAGE) == 0 && writing(p) == 0);
		mprotect(p + PAGE, PAGE, PROT_NONE);
		EXPECT(reading(p + PAGE) == SIGSEGV);
		mprotect(p + PAGE, PAGE, RW);
		EXPECT(filled(p + PAGE, PAGE, 7 + round) || round == 0);
		fill(p + PAGE, PAGE, 8 + round);
		EXPECT(filled(p + PAGE, PAGE, 8 + round));
	}
	munmap(p, 3 * PAGE);
}

/* Code that is written, run, and written again. */
static void new_code(void)
{
	unsigned char *p = (void *)pages(1, RW | PROT_EXEC, MAP_PRIVATE);

	for (int i = 0; i < 200; i++) {
		unsigned char code[] = { 0xb8, i, 0, 0, 0, 0xc3 };

		memcpy(p + i % 7 * 16, code, sizeof(code));
		EXPECT(((int (*)(void))(p + i % 7 * 16))() == i);
	}
	munmap(p, PAGE);
}

static void check_child(pid_t pid)
{
	int status = -1;

	EXPECT(pid > 0);
	waitpid(pid, &status, 0);
	if (status && !*why)
		snprintf(why, sizeof(why), "a child ended with status %#x", status);
}

/* Three generations, each writes what the others must not see. */
static void copy_on_write(void)
{
	const size_t len = 200 * PAGE;
	char *p = pages(200, RW, MAP_PRIVATE);
	pid_t child, grandchild;

	fill(p, len, 1);
	child = fork();
	if (!child) {
		fill(p, len / 2, 2);
		grandchild = fork();
		if (!grandchild) {
			if (!filled(p, len / 2, 2))
				_exit(1);
			fill(p, len, 3);
			_exit(filled(p, len, 3) ? 0 : 2);
		}
		check_child(grandchild);
		_exit(!*why && filled(p, len / 2, 2) &&
		      p[len - 1] == ((char *)&(uint32_t){ pattern(len / 4 - 1, 1) })[3] ?
		      0 : 3);
	}
	/* The parent writes while the child does. */
	for (size_t at = 0; at < len; at += 3 * PAGE)
		p[at] ^= 0x55;
	check_child(child);
	for (size_t at = 0; at < len; at += 3 * PAGE)
		p[at] ^= 0x55;
	EXPECT(filled(p, len, 1));
	munmap(p, len);
}

/* The kernel writes to pages that are shared for reading. */
static void copy_on_write_by_the_kernel(void)
{
	char *p = pages(8, RW, MAP_PRIVATE);
	int pipe_ends[2];
	pid_t child;

	fill(p, 8 * PAGE, 4);
	EXPECT(!pipe(pipe_ends));
	child = fork();
	if (!child) {
		char block[PAGE];
		struct iovec iov[2] = {
			{ p + 10, 100 }, { p + 3 * PAGE - 50, 200 },
		};

		memset(block, 'k', sizeof(block));
		if (write(pipe_ends[1], block, 300) != 300 ||
		    readv(pipe_ends[0], iov, 2) != 300)
			_exit(1);
		_exit(p[9] != 'k' && p[10] == 'k' && p[109] == 'k' &&
		      p[3 * PAGE - 50] == 'k' && p[3 * PAGE + 149] == 'k' &&
		      p[3 * PAGE + 150] != 'k' ? 0 : 2);
	}
	check_child(child);
	EXPECT(filled(p, 8 * PAGE, 4));
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	munmap(p, 8 * PAGE);
}

static void shared_memory(void)
{
	volatile uint32_t *p = (void *)pages(16, RW, MAP_SHARED);
	pid_t child = fork();

	for (uint32_t i = 0; i < 2000; i++) {
		uint32_t me = !child, spins = 0;

		while ((p[0] & 1) != me)
			if (++spins > 10)
				sched_yield();
		p[1 + i % 16 * (PAGE / 4 - 1)] += me + 1;
		p[0]++;
	}
	if (!child)
		_exit(0);
	check_child(child);
	EXPECT(p[0] == 4000);
	for (int i = 0; i < 16; i++)
		EXPECT(p[1 + i * (PAGE / 4 - 1)] == 375);
	munmap((void *)p, 16 * PAGE);
}

static void moved(void)
{
	char *p = pages(8, RW, MAP_PRIVATE), *there = pages(40, PROT_NONE, MAP_PRIVATE), *q;

	fill(p, 8 * PAGE, 5);
	q = mremap(p, 8 * PAGE, 20 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, there);
	EXPECT(q == there);
	EXPECT(filled(q, 8 * PAGE, 5) && zero(q + 8 * PAGE, 12 * PAGE));
	EXPECT(reading(p) == SIGSEGV);
	q = mremap(q, 20 * PAGE, 2 * PAGE, 0);
	EXPECT(q == there && filled(q, 2 * PAGE, 5));
	EXPECT(reading(q + 2 * PAGE) == SIGSEGV);
	munmap(there, 40 * PAGE);
}

static void forgotten(void)
{
	char *p = pages(16, RW, MAP_PRIVATE);

	for (int round = 0; round < 10; round++) {
		fill(p, 16 * PAGE, round);
		EXPECT(!madvise(p + 4 * PAGE, 8 * PAGE, MADV_DONTNEED));
		EXPECT(filled(p, 4 * PAGE, round));
		EXPECT(zero(p + 4 * PAGE, 8 * PAGE));
		EXPECT(*(uint32_t *)(p + 12 * PAGE) == pattern(12 * PAGE / 4, round));
	}
	munmap(p, 16 * PAGE);
}

static void a_file(void)
{
	char name[] = "/tmp/memory.XXXXXX", *shared, *private, block[64];
	int fd = mkstemp(name);

	EXPECT(fd >= 0 && !unlink(name) && !ftruncate(fd, 4 * PAGE));
	shared = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);
	private = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE, fd, 0);
	EXPECT(shared != MAP_FAILED && private != MAP_FAILED);
	fill(shared, 4 * PAGE, 6);
	EXPECT(filled(private, 4 * PAGE, 6));
	private[PAGE] ^= 1;
	EXPECT(*(uint32_t *)(shared + PAGE) == pattern(PAGE / 4, 6));
	EXPECT(pwrite(fd, "by write", 8, 2 * PAGE) == 8);
	EXPECT(!memcmp(shared + 2 * PAGE, "by write", 8));
	EXPECT(!memcmp(private + 2 * PAGE, "by write", 8));
	shared[3 * PAGE + 5] = 'm';
	EXPECT(pread(fd, block, 64, 3 * PAGE) == 64 && block[5] == 'm');
	EXPECT(!ftruncate(fd, PAGE));
	EXPECT(reading(shared + 2 * PAGE) == SIGBUS);
	EXPECT(reading(private + 3 * PAGE) == SIGBUS);
	EXPECT(reading(shared) == 0);
	munmap(shared, 4 * PAGE);
	munmap(private, 4 * PAGE);
	close(fd);
}

/* Read-only for the process; the kernel may write all the same. */
static void by_proc_mem(void)
{
	char *p = pages(2, RW, MAP_PRIVATE);
	int fd = open("/proc/self/mem", O_RDWR);
	char got[8] = "";

	fill(p, 2 * PAGE, 9);
	mprotect(p, 2 * PAGE, PROT_READ);
	EXPECT(fd >= 0);
	EXPECT(pwrite(fd, "forced!", 8, (uintptr_t)p + PAGE) == 8);
	EXPECT(!strcmp(p + PAGE, "forced!"));
	EXPECT(pread(fd, got, 8, (uintptr_t)p + PAGE) == 8 && !strcmp(got, "forced!"));
	EXPECT(writing(p) == SIGSEGV);
	EXPECT(*(uint32_t *)p == pattern(0, 9));
	close(fd);
	munmap(p, 2 * PAGE);
}

static int deep(int depth)
{
	volatile char here[3000];

	memset((char *)here, depth, sizeof(here));
	if (depth && deep(depth - 1) != depth - 1)
		return -1;
	return here[0] == (char)depth && here[2999] == (char)depth ? depth : -1;
}

static void heap_and_stack(void)
{
	char *start = sbrk(0);

	EXPECT(deep(600) == 600);
	EXPECT(sbrk(100 * PAGE) == start);
	EXPECT(zero(start, 100 * PAGE));
	fill(start, 100 * PAGE, 11);
	sbrk(-50 * (int)PAGE);
	EXPECT(filled(start, 50 * PAGE, 11));
	EXPECT(reading(start + 60 * PAGE) == SIGSEGV);
	sbrk(50 * PAGE);
	EXPECT(filled(start, 50 * PAGE, 11) && zero(start + 50 * PAGE, 50 * PAGE));
	sbrk(-100 * (int)PAGE);
}

/* Far apart, so that each page needs a page table of its own. */
static void far_apart(void)
{
	char *p[200];

	for (uintptr_t i = 0; i < 200; i++) {
		void *where = (void *)(0x20000000 + i * 0x00800000);

		p[i] = mmap(where, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS |
			    MAP_FIXED_NOREPLACE, -1, 0);
		EXPECT(p[i] == where);
		fill(p[i], PAGE, i);
	}
	for (int i = 199; i >= 0; i--) {
		EXPECT(filled(p[i], PAGE, i));
		EXPECT(reading(p[i] + PAGE) == SIGSEGV);
	}
	for (int i = 0; i < 200; i++)
		munmap(p[i], PAGE);
	EXPECT(reading(p[77]) == SIGSEGV);
}

/* More processes than the Host keeps page tables for, in turn and at once. */
static void many_processes(void)
{
	enum { PROCESSES = 12, WORDS = 50 * 4096 / 4 };
	uint32_t *p = (void *)pages(50, RW, MAP_PRIVATE);
	pid_t child[PROCESSES];

	for (uint32_t n = 0; n < PROCESSES; n++) {
		child[n] = fork();
		if (child[n])
			continue;
		for (int round = 0; round < 20; round++) {
			for (int i = n; i < WORDS; i += 997)
				p[i] = pattern(i, n + round);
			usleep(1000);
			for (int i = n; i < WORDS; i += 997)
				if (p[i] != pattern(i, n + round))
					_exit(1);
		}
		_exit(0);
	}
	for (int n = 0; n < PROCESSES; n++)
		check_child(child[n]);
	EXPECT(!*why);
	EXPECT(zero((char *)p, 50 * PAGE));
	munmap(p, 50 * PAGE);
}

static void much(void)
{
	const size_t len = 24 << 20;
	char *p = pages(len / PAGE, RW, MAP_PRIVATE);

	fill(p, len, 12);
	EXPECT(filled(p, len, 12));
	munmap(p, len);
	p = pages(len / PAGE, RW, MAP_PRIVATE);
	EXPECT(zero(p, len));
	munmap(p, len);
}

static const struct {
	const char *what;
	void (*try)(void);
} tries[] = {
	{ "fresh pages are empty, given back ones are gone", fresh_pages },
	{ "pages read first and written then", read_before_write },
	{ "mprotect", protection },
	{ "code that changes", new_code },
	{ "copy on write over three generations", copy_on_write },
	{ "copy on write by the kernel's hand", copy_on_write_by_the_kernel },
	{ "shared memory", shared_memory },
	{ "mremap", moved },
	{ "madvise", forgotten },
	{ "a mapped file", a_file },
	{ "/proc/self/mem", by_proc_mem },
	{ "heap and stack", heap_and_stack },
	{ "pages far apart", far_apart },
	{ "many processes", many_processes },
	{ "24 MiB at once", much },
};

int main(void)
{
	struct sigaction sa = {
		.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER,
	};
	bool bad = false;

	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGBUS, &sa, NULL);
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		*why = '\0';
		tries[i].try();
		printf("%s: %s\n", tries[i].what, *why ? why : "right");
		fflush(stdout);
		bad |= *why != 0;
	}
	return bad;
}
