// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace - one process steps through another, stops it and changes it
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int answer = 1;

/* So many instructions that the parent can tell where each begins. */
extern const char walk[], walk_end[], walk_break[];
asm(".pushsection .text\n"
    "walk:\n\tmovl $10, %ecx\n"
    "1:\tpushl %ecx\n\tmovl $20, %eax\n\tint $0x80\n\tpopl %ecx\n"
    "walk_break:\n\tdecl %ecx\n\tjnz 1b\n\tret\n"
    "walk_end:\n"
    ".popsection");

static void child(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	asm volatile("call walk" : : : "eax", "ecx", "cc");
	raise(SIGSTOP);
	asm volatile("call walk" : : : "eax", "ecx", "cc");
	_exit(answer);
}

static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return -errno;
	return WIFSTOPPED(status) ? WSTOPSIG(status) : 0x100 | WEXITSTATUS(status);
}

int main(void)
{
	struct user_regs_struct regs;
	unsigned int steps = 0, inside = 0, hits = 0;
	uint32_t trail = 0;
	long word;
	pid_t pid = fork();

	if (!pid)
		child();
	printf("first stop: %d\n", wait_for(pid));

	/* To the second SIGSTOP, an instruction at a time. */
	for (;;) {
		int sig;

		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		sig = wait_for(pid);
		if (sig != SIGTRAP) {
			printf("second stop: %d\n", sig);
			break;
		}
		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		steps++;
		if ((uintptr_t)regs.eip >= (uintptr_t)walk &&
		    (uintptr_t)regs.eip < (uintptr_t)walk_end) {
			inside++;
			trail = trail * 31 + regs.eip - (uintptr_t)walk;
		}
	}
	printf("%u steps in the loop, trail %08x, %s\n", inside, trail,
	       steps > inside ? "more outside" : "none outside");

	/* A breakpoint in its text, stepped over each time. */
	errno = 0;
	word = ptrace(PTRACE_PEEKTEXT, pid, walk_break, 0);
	printf("peek: %s\n", strerror(errno));
	ptrace(PTRACE_POKETEXT, pid, walk_break, (word & ~0xffL) | 0xcc);
	ptrace(PTRACE_CONT, pid, 0, 0);
	while (wait_for(pid) == SIGTRAP) {
		siginfo_t info;

		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
		hits++;
		if (hits == 1)
			printf("breakpoint: code %d, %u past it, %%ecx %ld\n", info.si_code,
			       (unsigned int)(regs.eip - (uintptr_t)walk_break), regs.ecx);
		regs.eip--;
		if (hits == 5)
			regs.ecx = 2;	/* shortens its loop */
		ptrace(PTRACE_SETREGS, pid, 0, &regs);
		ptrace(PTRACE_POKETEXT, pid, walk_break, word);
		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		wait_for(pid);
		ptrace(PTRACE_POKETEXT, pid, walk_break, (word & ~0xffL) | 0xcc);
		if (hits == 6)
			ptrace(PTRACE_POKEDATA, pid, &answer, 42);
		ptrace(PTRACE_CONT, pid, 0, 0);
	}
	printf("%u hits\n", hits);
	printf("our own text is as it was: %s\n",
	       *walk_break == (char)word ? "yes" : "no");
	return 0;
}
