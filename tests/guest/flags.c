// SPDX-License-Identifier: GPL-2.0-only
/*
 * flags [CALLS] - a system call gives back the flags it was called with
 *
 * Also when an interrupt waits for its end: a child sleeps for very short times
 * meanwhile, so that many do.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CF	0x1u
#define PF	0x4u
#define AF	0x10u
#define ZF	0x40u
#define SF	0x80u
#define DF	0x400u
#define OF	0x800u
#define NT	0x4000u
#define AC	0x40000u
#define ID	0x200000u
#define THEIRS	(CF | PF | AF | ZF | SF | DF | OF | NT | AC | ID)

/* The flags after a getppid() that began with these. */
static unsigned int across(unsigned int flags)
{
	unsigned int after, eax = SYS_getppid;

	asm volatile("pushfl\n\t"
		     "pushl %[flags]\n\t"
		     "popfl\n\t"
		     "int $0x80\n\t"
		     "pushfl\n\t"
		     "popl %[after]\n\t"
		     "popfl"
		     : [after] "=&r" (after), "+a" (eax)
		     : [flags] "r" (flags | 0x202) : "memory", "cc");
	return after & THEIRS;
}

int main(int argc, char **argv)
{
	static const unsigned int tried[] = {
		0, CF, PF, AF, ZF, SF, DF, OF, NT, AC, ID, NT | AC, THEIRS
	};
	long calls = argc > 1 ? atol(argv[1]) : 100000;
	pid_t child = fork();

	if (child < 0)
		return 1;
	while (!child)
		usleep(100);
	for (unsigned int i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
		unsigned int lost = 0, gained = 0;

		for (long n = 0; n < calls; n++) {
			unsigned int after = across(tried[i]);

			lost |= tried[i] & ~after;
			gained |= after & ~tried[i];
		}
		printf("%06x: lost %06x, gained %06x\n", tried[i], lost, gained);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}
