// SPDX-License-Identifier: GPL-2.0-only
/*
 * frames - what must come back from every interrupt, fault and system call
 *
 *	frames N	N rounds in each of some processes, all with known answers
 *
 * All registers with a pattern in them, the flags, words on the stack, the
 * floating-point registers: in a loop, over a system call, over a page fault,
 * over a signal. Prints what was wrong, or that nothing was.
 */
#include <stddef.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES	3
#define PAGE		4096
#define CARRY		1u
#define SPIN		2000u
#define GETPPID		64

static unsigned int wrong;
static char *page;

static void complain(const char *what, unsigned int round)
{
	if (wrong++ < 5)
		printf("%s, round %u\n", what, round);
}

/* A carry that goes round a register: any flag or register lost shows. */
static void spin(unsigned int round)
{
	uint32_t a = round, b = ~round, left = SPIN, expected = round;
	uint32_t turned = ~round;

	for (unsigned int i = 0; i < SPIN; i++) {
		expected = expected * 5 + turned;
		turned = turned << 7 | turned >> 25;
	}
	asm volatile("1:\n\t"
		     "pushl %1\n\t"
		     "leal (%0,%0,4), %0\n\t"
		     "addl (%%esp), %0\n\t"
		     "popl %1\n\t"
		     "roll $7, %1\n\t"
		     "decl %2\n\t"
		     "jnz 1b"
		     : "+r" (a), "+r" (b), "+r" (left) : : "cc", "memory");
	if (a != expected || b != turned)
		complain("a register changed in a loop", round);
}

struct all {
	uint32_t ebx, ecx, edx, esi, edi, ebp, flags, canary, eax;
};

/*
 * With these registers and the carry set executes an instruction at 1 or at 2,
 * and stores what they are then. %eax says which: a system call, or a byte
 * written to the page at %edi.
 */
void execute(struct all *regs, int fault);
asm(".text\n"
    "execute:\n\t"
    "pushl %ebp; pushl %ebx; pushl %esi; pushl %edi\n\t"
    "movl 20(%esp), %eax\n\t"
    "cmpl $0, 24(%esp)\n\t"
    "pushl %eax\n\t"
    "movl (%eax), %ebx; movl 4(%eax), %ecx; movl 8(%eax), %edx\n\t"
    "movl 12(%eax), %esi; movl 16(%eax), %edi; movl 20(%eax), %ebp\n\t"
    "pushl 28(%eax)\n\t"
    "jne 2f\n"
    "1:\tmovl $64, %eax\n\t"
    "stc\n\t"
    "int $0x80\n\t"
    "jmp 3f\n"
    "2:\tstc\n\t"
    "movb $1, (%edi)\n"
    "3:\tpushfl\n\t"
    "pushl %eax\n\t"
    "movl 12(%esp), %eax\n\t"
    "popl 32(%eax); popl 24(%eax); popl 28(%eax)\n\t"
    "movl %ebx, (%eax); movl %ecx, 4(%eax); movl %edx, 8(%eax)\n\t"
    "movl %esi, 12(%eax); movl %edi, 16(%eax); movl %ebp, 20(%eax)\n\t"
    "popl %eax\n\t"
    "popl %edi; popl %esi; popl %ebx; popl %ebp\n\t"
    "ret\n");

static void registers(unsigned int round, int fault)
{
	struct all regs = {
		.ebx = 0xb0000000 + round, .ecx = 0xc0000000 + round,
		.edx = 0xd0000000 + round, .esi = 0x50000000 + round,
		.edi = (uint32_t)page, .ebp = 0xbb000000 + round,
		.canary = 0xca000000 + round,
	}, before = regs;

	if (fault && madvise(page, PAGE, MADV_DONTNEED))
		complain("madvise", round);
	execute(&regs, fault);
	if (!(regs.flags & CARRY) || !fault != (regs.eax == (uint32_t)getppid()))
		complain("the carry, or the answer of a system call", round);
	if (memcmp(&before, &regs, offsetof(struct all, flags)) ||
	    regs.canary != before.canary)
		complain(fault ? "a register changed in a page fault"
			 : "a register changed in a system call", round);
	if (fault && *page != 1)
		complain("the page is another", round);
}

static volatile sig_atomic_t signals;

static void handler(int signal)
{
	volatile double x = signal;

	for (int i = 0; i < 50; i++)
		x = x / 3 + i;
	signals++;
}

/* The handler uses the floating-point registers; ours must come back. */
static void a_signal(unsigned int round)
{
	long double sum = round;
	int before = signals, pid = getpid();
	int ret = 37;		/* kill */

	asm volatile("int $0x80"
		     : "+a" (ret), "+t" (sum) : "b" (pid), "c" (SIGUSR1) : "memory");
	if (ret || signals != before + 1 || sum != round)
		complain("a signal, or the floating-point stack behind it", round);
}

static unsigned int all_of_it(unsigned int rounds)
{
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return 1;
	for (unsigned int round = 1; round <= rounds; round++) {
		spin(round);
		registers(round, 0);
		registers(round, 1);
		a_signal(round);
	}
	return wrong;
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	int status, failed = 0;

	if (!rounds) {
		fprintf(stderr, "usage: frames ROUNDS\n");
		return 2;
	}
	signal(SIGUSR1, handler);
	setbuf(stdout, NULL);
	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			_exit(all_of_it(rounds) != 0);
	for (int i = 0; i < PROCESSES; i++)
		failed += wait(&status) < 0 || status;
	printf("%d processes of %d were wrong\n", failed, PROCESSES);
	return failed != 0;
}
