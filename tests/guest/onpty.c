// SPDX-License-Identifier: GPL-2.0-only
/*
 * onpty - somebody sits at a terminal, and does what a script says
 *
 * usage: onpty COMMAND [WORD]... < SCRIPT
 *
 * COMMAND gets a terminal of its own. A line of the script is one of these:
 *	wait TEXT	read on until it says so (60 s at the most)
 *	type TEXT	and the enter key
 *	key NUMBER	one byte
 *	size ROWS COLS	drag the window
 *	pause MS	do nothing
 * All that the command says is on stdout. The status is the command's, or 1
 * with a line on stderr.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 60000

static char said[1 << 20];
static size_t len, seen;
static int master;

static void fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fprintf(stderr, "onpty: ");
	vfprintf(stderr, fmt, args);
	fprintf(stderr, "\n");
	exit(1);
}

/* Reads what there is, for so long at the most; false at the end. */
static int listen(int ms)
{
	struct pollfd p = { .fd = master, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return 1;
	if (len == sizeof(said) - 1)
		fail("it says too much");
	n = read(master, said + len, sizeof(said) - 1 - len);
	if (n <= 0)
		return 0;
	if (write(1, said + len, n) != n)
		fail("stdout: %s", strerror(errno));
	len += n;
	return 1;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void wait_for(const char *text)
{
	long until = now_ms() + PATIENCE_MS;
	char *at;

	while (!(at = memmem(said + seen, len - seen, text, strlen(text)))) {
		long left = until - now_ms();

		if (left <= 0 || !listen(left))
			fail("it did not say '%s'", text);
	}
	seen = at - said + strlen(text);
}

static void send_all(const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(master, bytes, n);

		if (done < 0)
			fail("cannot type: %s", strerror(errno));
		bytes += done;
		n -= done;
	}
}

static void obey(char *line)
{
	struct winsize size = {};
	char *rest = strchr(line, ' ');
	char byte;

	line[strcspn(line, "\n")] = '\0';
	if (!rest++)
		fail("what is '%s'?", line);
	if (!strncmp(line, "wait ", 5)) {
		wait_for(rest);
	} else if (!strncmp(line, "type ", 5)) {
		send_all(rest, strlen(rest));
		send_all("\r", 1);
	} else if (!strncmp(line, "key ", 4)) {
		byte = atoi(rest);
		send_all(&byte, 1);
	} else if (!strncmp(line, "pause ", 6)) {
		for (long until = now_ms() + atoi(rest); now_ms() < until;)
			listen(until - now_ms());
	} else if (sscanf(line, "size %hu %hu", &size.ws_row, &size.ws_col) == 2) {
		ioctl(master, TIOCSWINSZ, &size);
	} else {
		fail("what is '%s'?", line);
	}
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	char line[1024];
	int status;
	pid_t pid;

	if (argc < 2)
		fail("what command?");
	pid = forkpty(&master, NULL, NULL, &size);
	if (pid < 0)
		fail("no terminal: %s", strerror(errno));
	if (!pid) {
		execvp(argv[1], argv + 1);
		fail("%s: %s", argv[1], strerror(errno));
	}
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	while (listen(PATIENCE_MS))
		;
	if (waitpid(pid, &status, 0) != pid)
		fail("it is gone");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
