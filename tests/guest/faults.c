// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults - takes one trap after the other, and sees each come back as a signal
 *
 *	faults all N		each trap below, N times
 *	faults VECTOR N		this one
 *
 * Not here are those that QEMU never raises: alignment and SSE errors, and what
 * only segments with limits can cause.
 *
 * A line for each says which signals came, for which trap, and whether the
 * interrupt flag was set in every frame: a program always has it on.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

static void divide_by_zero(void)
{
	asm volatile("xorl %%ecx, %%ecx\n\tidivl %%ecx" : : : "eax", "ecx", "edx", "cc");
}

static void breakpoint(void)
{
	asm volatile("int3");
}

static void overflow(void)
{
	asm volatile("movl $0x7fffffff, %%eax\n\tincl %%eax\n\tinto" : : : "eax", "cc");
}

static void out_of_bounds(void)
{
	static const int32_t limits[2] = { 10, 20 };

	asm volatile("bound %0, %1" : : "r" (21), "m" (limits));
}

static void no_instruction(void)
{
	asm volatile("ud2");
}

static void return_to_no_task(void)
{
	asm volatile("pushfl\n\torl $0x4000, (%esp)\n\tpopfl\n\tiret");
}

static void protection(void)
{
	asm volatile("hlt");
}

static void x87_error(void)
{
	static const uint16_t unmasked = 0x137b;

	asm volatile("fldcw %0\n\tfldz\n\tfld1\n\tfdivp\n\tfwait"
		     : : "m" (unmasked) : "st", "st(1)");
}

static const struct {
	int vector;
	void (*cause)(void);
} traps[] = {
	{ 0, divide_by_zero },
	{ 3, breakpoint },
	{ 4, overflow },
	{ 5, out_of_bounds },
	{ 6, no_instruction },
	{ 10, return_to_no_task },
	{ 13, protection },
	{ 16, x87_error },
};

static sigjmp_buf back;
static int trap, sig;
static int enabled;

static void caught(int number, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	sig = number;
	trap = regs[REG_TRAPNO];
	enabled += regs[REG_EFL] >> 9 & 1;
	siglongjmp(back, 1);
}

static void take(int vector, void (*cause)(void), int times)
{
	volatile int others = 0;

	enabled = 0;
	for (volatile int i = 0; i < times; i++) {
		if (!sigsetjmp(back, 0)) {
			cause();
			others++;	/* nothing came */
		}
		/* A handler begins with the flags of who was interrupted. */
		asm volatile("pushl $0x202\n\tpopfl");
		if (trap != vector)
			others++;
	}
	printf("vector %d: signal %d, %d times another, IF %s\n", vector, sig, others,
	       enabled == times ? "always set" : "missing");
}

int main(int argc, char **argv)
{
	struct sigaction sa = {
		.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_NODEFER,
	};
	static const int signals[] = { SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV };
	int times = argc > 2 ? atoi(argv[2]) : 0;

	if (times < 1)
		return 2;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &sa, NULL);
	for (size_t i = 0; i < sizeof(traps) / sizeof(*traps); i++)
		if (!strcmp(argv[1], "all") || atoi(argv[1]) == traps[i].vector)
			take(traps[i].vector, traps[i].cause, times);
	return 0;
}
