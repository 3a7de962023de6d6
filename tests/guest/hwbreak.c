// SPDX-License-Identifier: GPL-2.0-only
/*
 * hwbreak - the processor's own breakpoints and watchpoints
 *
 *	hwbreak			a debugger sets them in a program, one kind after
 *				the other: where does it stop, and why?
 *	hwbreak step		steps through a program onto a watchpoint. QEMU makes
 *				two traps of it, of which Linux complains natively
 *	hwbreak switch		two programs at once, each watched at its own place
 *	hwbreak execute N	executes an instruction N times with a breakpoint on
 *				it, interrupted all the time, and tells the hits
 *	hwbreak own ADDR N	watches the word at ADDR, writes it and the words in
 *				the pages around it N times each, and tells the hits
 *	hwbreak write ADDR N	does the same, but watches nothing
 *	hwbreak all ADDR	watches the word at ADDR on every processor, for
 *				programs and kernel, until its input ends, and tells
 *				the hits
 */
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE	4096

/* Kinds and lengths as in DR7. */
enum { EXECUTE = 0, WRITE = 1, PORT = 2, ACCESS = 3 };
enum { ONE = 0, TWO = 1, EIGHT = 2, FOUR = 3 };

static volatile uint8_t watched[8] __attribute__((aligned(8), used));
static int from_pipe[2];

/* Four rounds; each instruction that matters has a name. */
extern const char walk[], walk_end[], walk_exec[];
asm(".pushsection .text\n"
    "walk:\n\tmovl $4, %ecx\n"
    "1:\tmovb $1, watched\n"
    "\tmovw $2, watched + 2\n"
    "\tmovl $3, watched + 4\n"
    "\tmovl watched + 4, %eax\n"
    "walk_exec:\n\tnop\n"
    "\tdecl %ecx\n\tjnz 1b\n\tret\n"
    "walk_end:\n"
    ".popsection");

static void die(const char *what)
{
	fprintf(stderr, "hwbreak: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int poke(pid_t pid, int n, uint32_t value)
{
	errno = 0;
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[n]), value);
	return errno;
}

static uint32_t peek(pid_t pid, int n)
{
	return ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, u_debugreg[n]), 0);
}

static uint32_t dr7(int n, int kind, int length)
{
	return 1u << 2 * n | (uint32_t)(length << 2 | kind) << (16 + 4 * n);
}

static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	return WIFSTOPPED(status) ? WSTOPSIG(status) : 0x100 | WEXITSTATUS(status);
}

static pid_t start(void (*program)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		program();
		_exit(0);
	}
	if (wait_for(pid) != SIGSTOP)
		die("no stop");
	return pid;
}

static void do_walk(void)
{
	asm volatile("call walk" : : : "eax", "ecx", "cc", "memory");
}

/* The kernel writes the watched bytes, and the program once. */
static void do_read(void)
{
	if (write(from_pipe[1], "four", 4) != 4 ||
	    read(from_pipe[0], (void *)watched, 4) != 4)
		_exit(1);
	watched[0] = 1;
}

/* Lets it run to its end, and tells each stop. */
static void follow(const char *what, pid_t pid)
{
	int sig, stops = 0;

	printf("%s:", what);
	ptrace(PTRACE_CONT, pid, 0, 0);
	while ((sig = wait_for(pid)) == SIGTRAP) {
		struct user_regs_struct regs;
		siginfo_t info;

		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
		stops++;
		printf(" [round %ld", regs.ecx);
		if ((uintptr_t)regs.eip >= (uintptr_t)walk &&
		    (uintptr_t)regs.eip <= (uintptr_t)walk_end)
			printf(" +%lu", regs.eip - (uintptr_t)walk);
		printf(" code %d dr6 %x%s]", info.si_code, peek(pid, 6) & 0xe00f,
		       regs.eflags & 0x10000 ? " RF" : "");
		poke(pid, 6, 0);
		ptrace(PTRACE_CONT, pid, 0, 0);
	}
	printf(" %d stops, end %#x\n", stops, sig);
}

static void one(const char *what, void (*program)(void), uintptr_t addr, int kind, int length)
{
	for (int n = 0; n < 4; n++) {
		pid_t pid = start(program);
		int err = poke(pid, n, addr) ?: poke(pid, 7, dr7(n, kind, length));
		char name[80];

		snprintf(name, sizeof(name), "%s, by DR%d", what, n);
		if (err)
			printf("%s: %s\n", name, strerror(err));
		follow(name, pid);
		if (err)
			break;
	}
}

static void four_at_once(void)
{
	pid_t pid = start(do_walk);
	uint32_t all = dr7(0, EXECUTE, ONE) | dr7(1, WRITE, ONE) | dr7(2, WRITE, TWO) |
		       dr7(3, ACCESS, FOUR);

	poke(pid, 0, (uintptr_t)walk_exec);
	poke(pid, 1, (uintptr_t)watched);
	poke(pid, 2, (uintptr_t)watched + 2);
	poke(pid, 3, (uintptr_t)watched + 4);
	printf("all four: %s\n", strerror(poke(pid, 7, all)));
	printf("read back: %s\n", peek(pid, 7) == all &&
	       peek(pid, 3) == (uintptr_t)watched + 4 ? "as written" : "something else");
	follow("all four", pid);
}

/* Steps, with a breakpoint in the way, or a watchpoint: none may hide the other. */
static int step_over(uintptr_t addr, int kind)
{
	pid_t pid = start(do_walk);
	unsigned int steps = 0, hits = 0;

	poke(pid, 0, addr);
	poke(pid, 7, dr7(0, kind, ONE));
	for (;;) {
		uint32_t dr6;

		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		if (wait_for(pid) != SIGTRAP)
			break;
		dr6 = peek(pid, 6);
		poke(pid, 6, 0);
		steps += dr6 >> 14 & 1;
		hits += dr6 & 1;
	}
	printf("%s steps, %u hits\n", steps > 30 ? "many" : "few", hits);
	return 0;
}

static void refusals(void)
{
	pid_t pid = start(do_walk);

	printf("DR4: %s\n", strerror(poke(pid, 4, 0)));
	printf("DR5: %s\n", strerror(poke(pid, 5, 0)));
	poke(pid, 0, (uintptr_t)watched);
	printf("a port: %s\n", strerror(poke(pid, 7, dr7(0, PORT, ONE))));
	printf("eight bytes: %s\n", strerror(poke(pid, 7, dr7(0, WRITE, EIGHT))));
	printf("execution of two bytes: %s\n", strerror(poke(pid, 7, dr7(0, EXECUTE, TWO))));
	poke(pid, 0, (uintptr_t)watched + 1);
	printf("four bytes at an odd address: %s\n", strerror(poke(pid, 7, dr7(0, WRITE, FOUR))));
	follow("nothing of this", pid);
}

static void every_kind(void)
{
	uintptr_t at = (uintptr_t)watched;

	if (pipe(from_pipe))
		die("pipe");
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	one("an instruction", do_walk, (uintptr_t)walk_exec, EXECUTE, ONE);
	one("a byte written", do_walk, at, WRITE, ONE);
	one("its neighbour", do_walk, at + 1, WRITE, ONE);
	one("two bytes written", do_walk, at + 2, WRITE, TWO);
	one("four bytes written", do_walk, at + 4, WRITE, FOUR);
	one("one of the four", do_walk, at + 6, WRITE, ONE);
	one("four that are written in part", do_walk, at, WRITE, FOUR);
	one("four bytes written or read", do_walk, at + 4, ACCESS, FOUR);
	one("what the kernel writes", do_read, at, WRITE, FOUR);
	one("a kernel address", do_walk, 0xC0100000, WRITE, FOUR);
	one("the last word of all", do_walk, 0xFFFFFFFC, WRITE, FOUR);
	four_at_once();
	step_over((uintptr_t)walk_exec, EXECUTE);
	refusals();
}

#define TURNS	100

static volatile uint32_t left, right;

static void take_turns(void)
{
	for (int i = 0; i < TURNS; i++) {
		left = i;
		right = i;
		sched_yield();
	}
}

/* Each of the two programs writes both words; one is watched in each. */
static int two_programs(void)
{
	pid_t pid[2] = { start(take_turns), start(take_turns) };
	uintptr_t at[2] = { (uintptr_t)&left, (uintptr_t)&right };
	unsigned int hits[2] = { 0, 0 }, wrong = 0, alive = 2;

	for (int i = 0; i < 2; i++) {
		poke(pid[i], 0, at[i]);
		poke(pid[i], 7, dr7(0, WRITE, FOUR));
		ptrace(PTRACE_CONT, pid[i], 0, 0);
	}
	while (alive) {
		int status, i;
		pid_t which = waitpid(-1, &status, 0);

		i = which == pid[1];
		if (!WIFSTOPPED(status)) {
			alive--;
			continue;
		}
		hits[i]++;
		/* The other word is still what it was when this was hit. */
		wrong += WSTOPSIG(status) != SIGTRAP ||
			 (peek(which, 6) & 0xf) != 1 ||
			 ptrace(PTRACE_PEEKDATA, which, at[i], 0) != (long)hits[i] - 1;
		poke(which, 6, 0);
		ptrace(PTRACE_CONT, which, 0, 0);
	}
	printf("two programs: %u and %u hits, %u of them wrong\n", hits[0], hits[1], wrong);
	return 0;
}

static int watch_event(uintptr_t addr, int type, pid_t pid, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT, .size = sizeof(attr),
		.bp_type = type, .bp_addr = addr,
		/* HW_BREAKPOINT_LEN_4, or an instruction of whatever length */
		.bp_len = sizeof(long), .exclude_kernel = type == HW_BREAKPOINT_X,
	};
	int fd = syscall(SYS_perf_event_open, &attr, pid, cpu, -1, 0);

	if (fd < 0)
		die("perf_event_open");
	return fd;
}

static uint64_t hits_of(int fd)
{
	uint64_t hits;

	if (read(fd, &hits, sizeof(hits)) != sizeof(hits))
		die("read");
	return hits;
}

static volatile int ticks;

static void tick(int sig)
{
	(void)sig;
	ticks++;
}

/* Each hit returns to the instruction with RF set, or it hits for ever. */
static int execute(unsigned int times)
{
	const struct itimerval often = { { 0, 200 }, { 0, 200 } }, never = { 0 };
	int fd = watch_event((uintptr_t)walk_exec, HW_BREAKPOINT_X, 0, -1);

	signal(SIGALRM, tick);
	setitimer(ITIMER_REAL, &often, NULL);
	for (unsigned int i = 0; i < times / 4; i++)
		do_walk();
	setitimer(ITIMER_REAL, &never, NULL);
	printf("%s ticks, %llu hits\n", ticks > 100 ? "many" : "few", hits_of(fd));
	return 0;
}

static int own(uintptr_t addr, unsigned int times, bool watch)
{
	volatile uint32_t *word = (uint32_t *)addr;
	int fd = 0;

	if (mmap((void *)((addr & -PAGE) - PAGE), 3 * PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		die("mmap");
	if (watch)
		fd = watch_event(addr, HW_BREAKPOINT_W, 0, -1);
	for (unsigned int i = 0; i < times; i++) {
		word[-PAGE / 4] = i;
		word[0] = i;
		word[PAGE / 4] = i;
		if (i % 16 == 0)
			sched_yield();
	}
	if (watch)
		printf("%llu\n", hits_of(fd));
	return 0;
}

static int all(uintptr_t addr)
{
	int fds[64], n = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t sum = 0;
	char byte;

	for (int i = 0; i < n && i < 64; i++)
		fds[i] = watch_event(addr, HW_BREAKPOINT_W, -1, i);
	while (read(0, &byte, 1) == 1)
		;
	for (int i = 0; i < n && i < 64; i++)
		sum += hits_of(fds[i]);
	printf("%llu\n", sum);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 1)
		return every_kind(), 0;
	if (!strcmp(argv[1], "step"))
		return step_over((uintptr_t)watched, WRITE);
	if (!strcmp(argv[1], "switch"))
		return two_programs();
	if (argc == 3 && !strcmp(argv[1], "execute"))
		return execute(atoi(argv[2]));
	if (argc == 4 && !strcmp(argv[1], "own"))
		return own(strtoul(argv[2], NULL, 0), atoi(argv[3]), true);
	if (argc == 4 && !strcmp(argv[1], "write"))
		return own(strtoul(argv[2], NULL, 0), atoi(argv[3]), false);
	if (argc == 3 && !strcmp(argv[1], "all"))
		return all(strtoul(argv[2], NULL, 0));
	return 2;
}
