// SPDX-License-Identifier: GPL-2.0-only
/*
 * measure - how long things take, here
 *
 *	measure [NAME]...	each thing below, or only these: its name, and the
 *				ns that one takes
 *	measure do NAME N	does one of these things N times, and says nothing
 *	measure steps NAME N...	does each N times, and 2N, and stops before it and
 *				after it: says so, and waits for a line of input
 *	measure within NAME	does one of it, some times: the time stamp counter before
 *				and behind each
 *	measure around COMMAND...	runs a command; then the counter before and behind
 *				it, as the last line of stderr
 *	measure init		writes the counter to /began, and becomes /init
 *	measure tsc		the time stamp counter, now
 *	measure time COMMAND...	the ns that a command takes
 *	measure launch COMMAND...	the ns until a command, from its exec on, has
 *				read the time stamp counter that it prints
 *
 * QEMU's -icount shift=0 makes an instruction last 1 ns, so there these are
 * instructions. "loop" says whether that is so: it has two of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#define PAGE	4096
#define MIB	(256 * PAGE)
#define BATCH	256		/* pages whose entries are changed at once */
#define AROUND	16		/* pages that Linux maps at a fault in a file */
#define DISK	(32 * MIB)
#define AT_ONCE_MOST	16
#define SPACE	300000		/* ns between two timers */

#define WINDOWS	8		/* in which one of a thing is done */

static bool stepping;
static const char *step_name;
static unsigned int step_times;
static uint64_t began, ended;	/* the last thing, by the time stamp counter */

static void die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Somebody outside looks at the machine's counters, and then says go on. */
static void stop_here(const char *where)
{
	char c = 0;

	dprintf(1, "at %s %u %s\n", step_name, step_times, where);
	while (c != '\n')
		if (read(0, &c, 1) != 1)
			die("nobody says go on");
}

/* What is measured stands between these two: what it needs is made before. */
static int64_t begin(void)
{
	int64_t ns;

	if (stepping)
		stop_here("begin");
	ns = now_ns();
	began = __rdtsc();
	return ns;
}

static int64_t since(int64_t before)
{
	int64_t ns;

	ended = __rdtsc();
	ns = now_ns() - before;
	if (stepping)
		stop_here("end");
	return ns;
}

static char *map(size_t pages, int flags)
{
	void *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	if (p == MAP_FAILED)
		die("mmap");
	return p;
}

static void touch(volatile char *p, unsigned int pages, bool write)
{
	for (unsigned int i = 0; i < pages; i++) {
		if (write)
			p[i * PAGE] = 1;
		else
			(void)p[i * PAGE];
	}
}

/* Each does its thing so many times, and returns the ns of all of them. */

static int64_t loop(unsigned int n)
{
	int64_t before = begin();

	asm volatile("1: decl %0\n\tjnz 1b" : "+r" (n) : : "cc");
	return since(before);
}

static int64_t system_call(unsigned int n)
{
	int64_t before = begin();

	while (n--) {
		int ret = 64;	/* getppid */

		asm volatile("int $0x80" : "+a" (ret) : : "memory");
	}
	return since(before);
}

static int64_t page_fault(unsigned int n)
{
	char *p = map(n, 0);
	int64_t ns, before = begin();

	touch(p, n, true);
	ns = since(before);
	munmap(p, n * PAGE);
	return ns;
}

/* A child has the same pages and does not go away before we have written. */
static int64_t copy_on_write(unsigned int n)
{
	char *p = map(n, MAP_POPULATE);
	int64_t ns, before;
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (!pid)
		for (;;)
			pause();
	before = begin();
	touch(p, n, true);
	ns = since(before);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	munmap(p, n * PAGE);
	return ns;
}

/* Of a file in memory. Each fault maps its 16 neighbours, so we skip them. */
static int64_t file_fault(unsigned int n)
{
	size_t size = n * AROUND * PAGE;
	int fd = memfd_create("measure", 0);
	int64_t ns, before;
	char *p;

	if (fd < 0 || posix_fallocate(fd, 0, size))
		die("memfd");
	p = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		die("mmap");
	before = begin();
	for (unsigned int i = 0; i < n; i++)
		(void)*(volatile char *)(p + i * AROUND * PAGE);
	ns = since(before);
	munmap(p, size);
	close(fd);
	return ns;
}

static int64_t protect(unsigned int n, bool touching)
{
	char *p = map(BATCH, MAP_POPULATE);
	int64_t ns, before = begin();
	bool write = false;

	for (; n; n -= BATCH, write = !write) {
		if (mprotect(p, BATCH * PAGE, PROT_READ | (write ? PROT_WRITE : 0)))
			die("mprotect");
		if (touching)
			touch(p, BATCH, write);
	}
	ns = since(before);
	munmap(p, BATCH * PAGE);
	return ns;
}

static int64_t pte_batch(unsigned int n)
{
	return protect(n, false);
}

static int64_t pte_batch_touch(unsigned int n)
{
	return protect(n, true);
}

static int64_t map_unmap(unsigned int n)
{
	int64_t before = begin();

	while (n--)
		munmap(map(MIB / PAGE, 0), MIB);
	return since(before);
}

static int64_t populate_unmap(unsigned int n)
{
	int64_t before = begin();

	while (n--)
		munmap(map(MIB / PAGE, MAP_POPULATE), MIB);
	return since(before);
}

static void pass_on(int from, int to)
{
	char byte;

	while (read(from, &byte, 1) == 1 && write(to, &byte, 1) == 1)
		;
	_exit(0);
}

/* A byte goes round through that many processes; n counts its steps. */
static int64_t ring(unsigned int n, unsigned int processes)
{
	int pipes[16][2];
	pid_t pids[16];
	int64_t ns, before;
	char byte = 0;

	for (unsigned int i = 0; i < processes; i++)
		if (pipe(pipes[i]))
			die("pipe");
	for (unsigned int i = 1; i < processes; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			die("fork");
		if (!pids[i])
			pass_on(pipes[i - 1][0], pipes[i][1]);
	}
	before = begin();
	for (n /= processes; n; n--)
		if (write(pipes[0][1], &byte, 1) != 1 ||
		    read(pipes[processes - 1][0], &byte, 1) != 1)
			die("ring");
	ns = since(before);
	for (unsigned int i = 0; i < processes; i++) {
		close(pipes[i][0]);
		close(pipes[i][1]);
		if (i) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
	}
	return ns;
}

static int64_t switch_2(unsigned int n)
{
	return ring(n, 2);
}

static int64_t switch_16(unsigned int n)
{
	return ring(n, 16);
}

static int64_t pipe_round_trip(unsigned int n)
{
	return ring(2 * n, 2);
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
	before = begin();
	while (left--)
		if (!sigsetjmp(after_trap, 0))
			cause();
	return since(before);
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
	int64_t before = begin();

	while (n--) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			die("fork");
	}
	return since(before);
}

static int64_t fork_exec_wait(unsigned int n)
{
	int64_t before = begin();

	while (n--) {
		pid_t pid = fork();

		if (!pid) {
			execl("/proc/self/exe", "measure", "nothing", NULL);
			_exit(1);
		}
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			die("fork");
	}
	return since(before);
}

static int64_t spin_ns(unsigned int n)
{
	int64_t before = now_ns();

	asm volatile("1: decl %0\n\tjnz 1b" : "+r" (n) : : "cc");
	return now_ns() - before;
}

/*
 * Timers that expire one after the other while we work, and wake nobody: what
 * the same work takes longer than without them.
 */
static int64_t timer_interrupt(unsigned int n)
{
	static double ns_each = 1e9, bare_each = 1e9;
	static unsigned int least_n;
	static int64_t least;
	struct itimerspec when = { { 0, 0 }, { 0, 0 } };
	int fds[200];
	int64_t ns, at, before;
	unsigned int work;

	if (n > 200)
		die("too many timers");
	for (int k = 0; ns_each > 1e8 || k < 3; k++) {
		double each = spin_ns(1000000) / 1e6;

		if (each < ns_each)
			ns_each = each;
	}
	work = (n + 40) * SPACE / ns_each;
	for (int k = 0; k < 3; k++) {
		double each = (double)spin_ns(work) / work;

		if (each < bare_each)
			bare_each = each;
	}
	for (unsigned int i = 0; i < n; i++) {
		fds[i] = timerfd_create(CLOCK_MONOTONIC, 0);
		if (fds[i] < 0)
			die("timerfd_create");
	}
	before = begin();
	at = now_ns() + 20 * SPACE;
	for (unsigned int i = 0; i < n; i++, at += SPACE) {
		when.it_value.tv_sec = at / 1000000000;
		when.it_value.tv_nsec = at % 1000000000;
		timerfd_settime(fds[i], TFD_TIMER_ABSTIME, &when, NULL);
	}
	ns = spin_ns(work);
	since(before);
	if (n == least_n && ns > least)
		ns = least;
	least_n = n;
	least = ns;
	for (unsigned int i = 0; i < n; i++)
		close(fds[i]);
	return ns - bare_each * work;
}

/*
 * Commands: work like that of a day. The first one makes what they work on.
 */
static void shell(const char *command)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		die(command);
}

static void prepare(void)
{
	if (!access("/tmp/measure", F_OK))
		return;
	shell("mkdir -p /tmp/measure/tree && cd /tmp/measure &&"
	      "noise 3 1200000 | od | head -c 4194304 > text &&"
	      "for i in 0 1 2 3 4 5 6 7 8 9; do for j in 0 1 2 3 4 5 6 7 8 9; do "
	      "mkdir -p tree/$i/$j && for k in 0 1 2 3 4 5 6 7 8 9; do "
	      ": > tree/$i/$j/$k.h; done; done;"
	      "noise $i 2000 | od > tree/$i/1/5.c; noise $i 3000 | od > tree/$i/7/2.c; done");
}

static int64_t command(unsigned int n, const char *words)
{
	int64_t before;

	prepare();
	before = begin();
	while (n--)
		shell(words);
	return since(before);
}

static int64_t gzip(unsigned int n)
{
	return command(n, "gzip < /tmp/measure/text > /dev/null");
}

static int64_t sort(unsigned int n)
{
	return command(n, "head -n 10000 /tmp/measure/text | sort -k 3 > /dev/null");
}

static int64_t find(unsigned int n)
{
	return command(n, "find /tmp/measure/tree -type f | wc -l > /dev/null");
}

static int64_t compile(unsigned int n)
{
	return command(n, "find /tmp/measure/tree -name '*.c' | while read -r f; do "
		       "sort $f | gzip > ${f%c}o; done; cat /tmp/measure/tree/*/*/*.o > /dev/null");
}

static int64_t pipe_md5(unsigned int n)
{
	return command(n, "noise 1 67108864 | md5sum > /dev/null");
}

/*
 * A disk, without its cache: the Guest's, or the file in the Host that this is.
 * So many transfers are asked for at once, and all of them are waited for.
 */
static int64_t disk(unsigned int n, bool write, unsigned int size, int at_once)
{
	struct iocb blocks[AT_ONCE_MOST], *list[AT_ONCE_MOST];
	struct io_event events[AT_ONCE_MOST];
	aio_context_t context = 0;
	uint32_t place = 1;
	int64_t ns, before;
	char *buffer;
	int fd;

	fd = open("/dev/lgba", O_RDWR | O_DIRECT | O_LARGEFILE);
	if (fd < 0)
		fd = open("/tmp/disk", O_RDWR | O_DIRECT | O_LARGEFILE);
	if (fd < 0 || syscall(SYS_io_setup, AT_ONCE_MOST, &context))
		die("no disk");
	buffer = map(at_once * size / PAGE, MAP_POPULATE);
	before = begin();
	for (unsigned int done = 0; done < n; done += at_once) {
		for (int i = 0; i < at_once; i++) {
			/* Small ones anywhere, large ones one behind the other. */
			place = size == PAGE ? place * 1103515245 + 12345 : place + 256;
			blocks[i] = (struct iocb) {
				.aio_lio_opcode = write ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD,
				.aio_fildes = fd, .aio_buf = (uintptr_t)(buffer + i * size),
				.aio_nbytes = size, .aio_offset = (place >> 8) % (DISK / size) * size,
			};
			list[i] = &blocks[i];
		}
		if (syscall(SYS_io_submit, context, at_once, list) != at_once ||
		    syscall(SYS_io_getevents, context, at_once, at_once, events, NULL) != at_once)
			die("the disk");
		for (int i = 0; i < at_once; i++)
			if (events[i].res != size)
				die("not all of it was transferred");
	}
	ns = since(before);
	syscall(SYS_io_destroy, context);
	munmap(buffer, at_once * size);
	close(fd);
	return ns;
}

static int64_t disk_read_4k(unsigned int n)
{
	return disk(n, false, PAGE, 1);
}

static int64_t disk_write_4k(unsigned int n)
{
	return disk(n, true, PAGE, 1);
}

static int64_t disk_read_4k_16(unsigned int n)
{
	return disk(n, false, PAGE, 16);
}

static int64_t disk_write_4k_16(unsigned int n)
{
	return disk(n, true, PAGE, 16);
}

static int64_t disk_read_1m(unsigned int n)
{
	return disk(n, false, MIB, 4);
}

static int64_t disk_write_1m(unsigned int n)
{
	return disk(n, true, MIB, 4);
}

static const struct {
	const char *what;
	int64_t (*go)(unsigned int);
	unsigned int times, rounds;	/* of the rounds the least counts: what
					 * else happened is not the thing's */
} things[] = {
	{ "loop", loop, 100000, 7 },
	{ "system-call", system_call, 2000, 7 },
	{ "direct-trap", direct_trap, 1000, 7 },
	{ "reflected-trap", reflected_trap, 1000, 7 },
	{ "page-fault", page_fault, 1000, 7 },
	{ "copy-on-write", copy_on_write, 1000, 7 },
	{ "file-fault", file_fault, 200, 7 },
	{ "pte-batch", pte_batch, 20 * BATCH, 7 },
	{ "pte-batch-touch", pte_batch_touch, 4 * BATCH, 7 },
	{ "map-unmap", map_unmap, 100, 7 },
	{ "populate-unmap", populate_unmap, 10, 7 },
	{ "switch-2", switch_2, 1000, 7 },
	{ "switch-16", switch_16, 1600, 7 },
	{ "pipe-round-trip", pipe_round_trip, 500, 7 },
	{ "fork-exit-wait", fork_exit_wait, 50, 7 },
	{ "fork-exec-wait", fork_exec_wait, 30, 7 },
	{ "timer-interrupt", timer_interrupt, 100, 7 },
	{ "gzip", gzip, 1, 3 },
	{ "sort", sort, 1, 3 },
	{ "find", find, 1, 5 },
	{ "compile", compile, 1, 3 },
	{ "pipe-md5", pipe_md5, 1, 2 },
	{ "disk-read-4k", disk_read_4k, 200, 5 },
	{ "disk-write-4k", disk_write_4k, 200, 5 },
	{ "disk-read-4k-16", disk_read_4k_16, 480, 5 },
	{ "disk-write-4k-16", disk_write_4k_16, 480, 5 },
	{ "disk-read-1m", disk_read_1m, 32, 5 },
	{ "disk-write-1m", disk_write_1m, 32, 5 },
};

#define THINGS	(sizeof(things) / sizeof(*things))

static size_t look_up(const char *what)
{
	for (size_t i = 0; i < THINGS; i++)
		if (!strcmp(things[i].what, what))
			return i;
	errno = ENOENT;
	die(what);
	return 0;
}

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

/* What comes through the pipe are two counters: the child's, and its program's. */
static int launch(char **argv)
{
	uint64_t counters[2], before = __rdtsc(), now;
	int64_t began = now_ns(), ended;
	size_t got = 0;
	int fds[2];
	pid_t pid;

	if (pipe(fds) || (pid = fork()) < 0)
		die("fork");
	if (!pid) {
		dup2(fds[1], 1);
		now = __rdtsc();
		if (write(1, &now, sizeof(now)) == sizeof(now))
			execvp(argv[0], argv);
		die(argv[0]);
	}
	close(fds[1]);
	while (got < sizeof(counters)) {
		ssize_t n = read(fds[0], (char *)counters + got, sizeof(counters) - got);

		if (n <= 0)
			die("what it prints");
		got += n;
	}
	waitpid(pid, NULL, 0);
	usleep(200000);	/* to know the counter's rate */
	now = __rdtsc();
	ended = now_ns();
	printf("%.0f\n", (double)(counters[1] - counters[0]) * (ended - began) / (now - before));
	return 0;
}

static int steps(char **argv)
{
	for (; argv[0] && argv[1]; argv += 2) {
		int64_t (*go)(unsigned int) = things[look_up(argv[0])].go;
		unsigned int n = atoi(argv[1]);

		go(n);		/* warms the caches */
		step_name = argv[0];
		for (step_times = n; step_times <= 2 * n; step_times += n) {
			stepping = true;
			go(step_times);
			stepping = false;
		}
	}
	return 0;
}

/* What is printed in between would be seen, too. */
static int within(const char *what)
{
	int64_t (*go)(unsigned int) = things[look_up(what)].go;
	uint64_t windows[WINDOWS][2];

	go(1);		/* warms the caches */
	for (int k = 0; k < WINDOWS; k++) {
		go(1);
		windows[k][0] = began;
		windows[k][1] = ended;
	}
	for (int k = 0; k < WINDOWS; k++)
		printf("%llu %llu\n", windows[k][0], windows[k][1]);
	return 0;
}

static int around(char **argv)
{
	int status;
	pid_t pid;

	began = __rdtsc();
	pid = fork();
	if (!pid) {
		execvp(argv[0], argv);
		fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		die("fork");
	ended = __rdtsc();
	fprintf(stderr, "%llu %llu\n", began, ended);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The first program of all, before the one that is meant. */
static int init(void)
{
	uint64_t now = __rdtsc();
	int fd = open("/began", O_WRONLY | O_CREAT | O_CLOEXEC, 0444);

	dprintf(fd, "%llu\n", now);
	execl("/init", "/init", NULL);
	die("/init");
	return 1;
}

static void measure(size_t i)
{
	int64_t least = INT64_MAX;

	things[i].go(things[i].times);	/* warms the caches */
	for (unsigned int k = 0; k < things[i].rounds; k++) {
		int64_t got = things[i].go(things[i].times);

		if (got < least)
			least = got;
	}
	printf("%s %.2f\n", things[i].what, (double)least / things[i].times);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (argc > 2 && !strcmp(argv[1], "time"))
		return time_command(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "launch"))
		return launch(argv + 2);
	if (argc > 3 && !strcmp(argv[1], "do"))
		return things[look_up(argv[2])].go(atoi(argv[3])) < 0;
	if (argc > 3 && !strcmp(argv[1], "steps"))
		return steps(argv + 2);
	if (argc == 3 && !strcmp(argv[1], "within"))
		return within(argv[2]);
	if (argc > 2 && !strcmp(argv[1], "around"))
		return around(argv + 2);
	if (argc > 1 && !strcmp(argv[1], "init"))
		return init();
	if (argc > 1 && !strcmp(argv[1], "tsc"))
		return printf("%llu\n", __rdtsc()) < 0;
	if (argc > 1 && !strcmp(argv[1], "nothing"))
		return 0;
	for (int i = 1; i < argc; i++)
		measure(look_up(argv[i]));
	if (argc == 1)
		for (size_t i = 0; i < THINGS; i++)
			measure(i);
	return 0;
}
