// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linked to the Launcher's own objects, this makes a Launcher with a fault: when
 * its Guest sends to a key that nobody serves, it makes one system call more,
 * before it goes on. $TRESPASS says which; "list" prints all that there are. Those
 * with a + in front are among the calls that a Launcher may make.
 */
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <lguest/launcher.h>

#define KEY	0x1234	/* of hostile/images/dma-no-key.S */

static char page[4096] __attribute__((aligned(4096)));
static long zeros[4];
static int word;

static const struct { const char *name; long call[7]; } calls[] = {
	{ "open", { SYS_open, (long)"/", O_RDONLY } },
	{ "openat", { SYS_openat, AT_FDCWD, (long)"/dev/null", O_RDWR } },
	{ "creat", { SYS_creat, (long)"x", 0600 } },
	{ "socket", { SYS_socket, 1, 1, 0 } },
	{ "socketcall", { SYS_socketcall, 1, (long)zeros } },
	{ "fork", { SYS_fork } },
	{ "clone", { SYS_clone, SIGCHLD, 0, 0, 0, 0 } },
	{ "execve", { SYS_execve, (long)"/bin/sh", 0, 0 } },
	{ "kill", { SYS_kill, 1, 0 } },
	{ "tgkill", { SYS_tgkill, 1, 1, 0 } },
	{ "getppid", { SYS_getppid } },
	{ "getuid32", { SYS_getuid32 } },
	{ "setuid32", { SYS_setuid32, 0 } },
	{ "ptrace", { SYS_ptrace, PTRACE_ATTACH, 1, 0, 0 } },
	{ "process_vm_readv", { SYS_process_vm_readv, 1, 0, 0, 0, 0, 0 } },
	{ "unshare", { SYS_unshare, CLONE_NEWUSER } },
	{ "chroot", { SYS_chroot, (long)"/" } },
	{ "chdir", { SYS_chdir, (long)"/" } },
	{ "mount", { SYS_mount, 0, 0, 0, 0, 0 } },
	{ "prctl", { SYS_prctl, 4, 1, 0, 0, 0 } },
	{ "setrlimit", { SYS_setrlimit, 0, (long)zeros } },
	{ "memfd_create", { SYS_memfd_create, (long)"x", 0 } },
	{ "rt_sigaction", { SYS_rt_sigaction, SIGSEGV, 0, 0, 8 } },
	{ "dup", { SYS_dup, 0 } },
	{ "fcntl64", { SYS_fcntl64, 0, F_GETFD } },
	{ "bpf", { SYS_bpf, 0, 0, 0 } },
	{ "seccomp", { SYS_seccomp, 1, 0, 0 } },
	{ "io_uring_setup", { SYS_io_uring_setup, 1, 0 } },
	{ "perf_event_open", { SYS_perf_event_open, 0, 0, 0, 0, 0 } },
	{ "ioctl-type-a-key", { SYS_ioctl, 0, TIOCSTI, (long)"x" } },
	{ "ioctl-take-terminal", { SYS_ioctl, 0, TIOCSCTTY, 1 } },
	{ "mmap-code", { SYS_mmap2, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0 } },
	{ "mprotect-code", { SYS_mprotect, (long)page, sizeof(page), PROT_READ | PROT_EXEC } },
	{ "madvise-other", { SYS_madvise, (long)page, sizeof(page), MADV_WILLNEED } },
	{ "ftruncate", { SYS_ftruncate, 1, 0 } },
	{ "number-500", { 500 } },
	{ "number-of-64-bits", { 0x40000000 } },
	{ "+read", { SYS_read, 0, (long)page, 0 } },
	{ "+write", { SYS_write, 1, (long)page, 0 } },
	{ "+poll", { SYS_poll, 0, 0, 0 } },
	{ "+mmap-data", { SYS_mmap2, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0 } },
	{ "+mprotect-data", { SYS_mprotect, (long)page, sizeof(page), PROT_READ | PROT_WRITE } },
	{ "+madvise-zeros", { SYS_madvise, (long)page, sizeof(page), MADV_DONTNEED } },
	{ "+ioctl-window-size", { SYS_ioctl, 0, TIOCGWINSZ, (long)page } },
	{ "+futex", { SYS_futex, (long)&word, FUTEX_WAKE, 1, 0, 0, 0 } },
	{ "+clock_gettime", { SYS_clock_gettime, 1, (long)zeros } },
};

#define CALLS	(sizeof(calls) / sizeof(*calls))

static void trespass(const char *what)
{
	for (size_t i = 0; i < CALLS; i++)
		if (!strcmp(calls[i].name, what)) {
			const long *c = calls[i].call;

			syscall(c[0], c[1], c[2], c[3], c[4], c[5], c[6]);
		}
}

ssize_t __real_read(int fd, void *buffer, size_t size);

/* What the Launcher calls as read(), thanks to the linker. */
ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	const struct lguest_event *event = buffer;
	ssize_t got = __real_read(fd, buffer, size);

	if (got == sizeof(*event) && event->type == LGUEST_EVENT_DMA && event->key == KEY)
		trespass(getenv("TRESPASS"));
	return got;
}

static __attribute__((constructor)) void look_up(void)
{
	const char *what = getenv("TRESPASS");
	size_t i;

	if (what && !strcmp(what, "list")) {
		for (i = 0; i < CALLS; i++)
			puts(calls[i].name);
		exit(0);
	}
	for (i = 0; what && i < CALLS; i++)
		if (!strcmp(calls[i].name, what))
			return;
	fprintf(stderr, "trespass: TRESPASS=list tells what there is\n");
	exit(2);
}
