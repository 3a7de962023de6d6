// SPDX-License-Identifier: GPL-2.0-only
/*
 * wire - run a command in a machine whose only way out is one serial line
 *
 *   wire send PORT TOKEN ARGV [STDIN]
 *	runs the command in the file ARGV (its words, a NUL after each) and
 *	carries its output, its input and its exit status over the line PORT.
 *   in-guest [OPTION]... [--] COMMAND [WORD]...
 *	boots a Guest that does the above over its console, and does with what
 *	arrives what the command would have done had it run right here.
 *
 * What travels.  Whatever comes before "\n<TOKEN>\n" is console text.  After
 * it there are only frames: a letter, four bytes of length (low byte first),
 * and that many bytes.
 *
 *	o  stdout		e  stderr
 *	l  a log (dmesg)	x  the exit status, as a shell would say it
 *	r  "I could take so many bytes of stdin" (four bytes)
 *
 * The other way there are only answers to r: four bytes of length and the
 * bytes; a length of zero is the end.  Nothing is sent unasked, so nothing can
 * overflow a line without flow control.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define OUT_BYTES	16384	/* the largest frame we send */
#define IN_BYTES	1024	/* what a tty surely holds in raw mode */
#define TOKEN_BYTES	64
#define TAIL_BYTES	2048	/* of console text, shown when a Guest dies */

#define STATUS_TIMEOUT	124
#define STATUS_NO_END	125	/* the machine went away first */

static const char *me = "wire";

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", me);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(STATUS_NO_END);
}

/* All of it, or false when the other side is gone. */
static bool write_all(int fd, const void *buf, size_t len)
{
	const char *p = buf;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd pfd = { .fd = fd, .events = POLLOUT };

			poll(&pfd, 1, -1);
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

static void put_le32(unsigned char *p, uint32_t v)
{
	p[0] = v;
	p[1] = v >> 8;
	p[2] = v >> 16;
	p[3] = v >> 24;
}

static uint32_t get_le32(const unsigned char *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool send_frame(int fd, char kind, const void *buf, uint32_t len)
{
	unsigned char head[5] = { kind };

	put_le32(head + 1, len);
	return write_all(fd, head, sizeof(head)) && write_all(fd, buf, len);
}

/* A whole file, with a NUL after it. */
static char *slurp(FILE *f, size_t *len)
{
	char *buf = NULL;
	size_t size = 0;

	*len = 0;
	do {
		size += size / 2 + 65536;
		buf = realloc(buf, size + 1);
		if (!buf)
			die("out of memory");
		*len += fread(buf + *len, 1, size - *len, f);
	} while (*len == size);
	fclose(f);
	buf[*len] = '\0';
	return buf;
}

/* ---------------------------------------------------------------- sending */

static int open_port(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios t;

	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	if (tcgetattr(fd, &t) == 0) {
		cfmakeraw(&t);
		t.c_cflag |= CLOCAL | CREAD;
		cfsetspeed(&t, B115200);
		tcsetattr(fd, TCSANOW, &t);
	}
	return fd;
}

static char **read_argv(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t len, i, n = 0;
	char *words, **argv;

	if (!f)
		die("%s: %s", path, strerror(errno));
	words = slurp(f, &len);
	for (i = 0; i < len; i++)
		n += !words[i];
	if (!n)
		die("%s: no command", path);
	argv = calloc(n + 1, sizeof(*argv));
	if (!argv)
		die("out of memory");
	for (i = 0; i < n; i++) {
		argv[i] = words;
		words += strlen(words) + 1;
	}
	return argv;
}

static void __attribute__((noreturn)) be_command(char **argv, int in, int out, int err)
{
	int status;

	setsid();
	dup2(in, 0);
	dup2(out, 1);
	dup2(err, 2);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	status = errno == ENOENT ? 127 : 126;
	fprintf(stderr, "%s: %s\n", argv[0], errno == ENOENT ?
		"not found" : strerror(errno));
	_exit(status);
}

/* Moves what a pipe holds into frames; false at its end. */
static bool pump(int from, int port, char kind, bool until_empty)
{
	static char buf[OUT_BYTES];
	ssize_t n;

	do {
		n = read(from, buf, sizeof(buf));
		if (n > 0 && !send_frame(port, kind, buf, n))
			return false;
	} while (n > 0 && until_empty);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* One answer to our request for input: -1 not all here yet, else its length. */
static int read_answer(int port, unsigned char *buf, size_t *have)
{
	size_t want = *have < 4 ? 4 : 4 + get_le32(buf);
	ssize_t n;

	if (want > 4 + IN_BYTES)
		die("the other side answered with %zu bytes", want);
	if (*have < want) {
		n = read(port, buf + *have, want - *have);
		if (n > 0)
			*have += n;
	}
	if (*have < 4 || *have < 4 + get_le32(buf))
		return -1;
	*have = 0;
	return get_le32(buf);
}

static void send_kernel_log(int port)
{
	int len = klogctl(10 /* SYSLOG_ACTION_SIZE_BUFFER */, NULL, 0);
	char *buf = len > 0 ? malloc(len) : NULL;

	if (!buf)
		return;
	len = klogctl(3 /* SYSLOG_ACTION_READ_ALL */, buf, len);
	if (len > 0)
		send_frame(port, 'l', buf, len);
	free(buf);
}

static volatile sig_atomic_t child_ended;

static void note_child(int sig)
{
	(void)sig;
	child_ended = 1;
}

static int send_command(int argc, char **argv)
{
	int in[2], out[2], err[2], port, status;
	unsigned char answer[4 + IN_BYTES], number[4];
	bool streamed = argc < 6, out_open = true, err_open = true;
	size_t have = 0, fed = 0, feeding = 0;
	struct sigaction sa = { .sa_handler = note_child };
	sigset_t chld, old;
	char **command;
	pid_t pid;

	if (argc != 5 && argc != 6)
		die("usage: wire send PORT TOKEN ARGV [STDIN]");
	port = open_port(argv[2]);
	command = read_argv(argv[4]);
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		die("pipe: %s", strerror(errno));
	if (streamed) {
		if (pipe2(in, O_CLOEXEC))
			die("pipe: %s", strerror(errno));
	} else {
		in[1] = -1;
		in[0] = open(argv[5], O_RDONLY | O_CLOEXEC);
		if (in[0] < 0)
			die("%s: %s", argv[5], strerror(errno));
	}

	sigaction(SIGCHLD, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);

	write_all(port, "\n", 1);
	write_all(port, argv[3], strlen(argv[3]));
	write_all(port, "\n", 1);

	sigprocmask(SIG_BLOCK, &chld, &old);
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (!pid) {
		sigprocmask(SIG_SETMASK, &old, NULL);
		be_command(command, in[0], out[1], err[1]);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	if (streamed) {
		fcntl(in[1], F_SETFL, O_NONBLOCK);
		put_le32(number, IN_BYTES);
		send_frame(port, 'r', number, 4);
	}

	/* The command's end is the end, whoever may still hold its pipes. */
	while (!child_ended) {
		struct pollfd p[4] = {
			{ .fd = out_open ? out[0] : -1, .events = POLLIN },
			{ .fd = err_open ? err[0] : -1, .events = POLLIN },
			{ .fd = streamed && !feeding ? port : -1,
			  .events = POLLIN },
			{ .fd = streamed && feeding ? in[1] : -1,
			  .events = POLLOUT },
		};

		if (ppoll(p, 4, NULL, &old) < 0)
			continue;
		if (p[0].revents)
			out_open = pump(out[0], port, 'o', false);
		if (p[1].revents)
			err_open = pump(err[0], port, 'e', false);
		if (p[2].revents) {
			int n = read_answer(port, answer, &have);

			if (n == 0) {
				close(in[1]);
				streamed = false;
			} else if (n > 0) {
				feeding = n;
				fed = 0;
			}
		}
		if (p[3].revents) {
			ssize_t n = write(in[1], answer + 4 + fed,
					  feeding - fed);

			if (n > 0)
				fed += n;
			if (n < 0 && errno != EAGAIN && errno != EINTR) {
				close(in[1]);
				streamed = false;
			} else if (fed == feeding) {
				feeding = 0;
				send_frame(port, 'r', number, 4);
			}
		}
	}

	waitpid(pid, &status, 0);
	if (out_open)
		pump(out[0], port, 'o', true);
	if (err_open)
		pump(err[0], port, 'e', true);
	send_kernel_log(port);
	put_le32(number, WIFEXITED(status) ? WEXITSTATUS(status) :
		 128 + WTERMSIG(status));
	send_frame(port, 'x', number, 4);
	tcdrain(port);
	return 0;
}

/* ---------------------------------------------------------------- a Guest */

/* The few lines of the cpio format "newc" that a file of our own needs. */
static void cpio_entry(FILE *f, const char *name, unsigned int mode,
		       const void *data, size_t len)
{
	static const char zero[4];
	static unsigned int ino = 0x77000000;
	size_t name_len = strlen(name) + 1;

	fprintf(f, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x",
		ino++, mode, 0, 0, 1, 0, len, 0, 0, 0, 0, name_len, 0);
	fwrite(name, 1, name_len, f);
	fwrite(zero, 1, -(110 + name_len) & 3, f);
	fwrite(data, 1, len, f);
	fwrite(zero, 1, -len & 3, f);
}

/*
 * The Guest's initrd: the common image, and behind it what to do today.  A
 * file as stdin goes along; anything else will be asked for over the line.
 */
static char *make_initrd(const char *image, const char *token, char **command)
{
	static char path[] = "/tmp/initrd.XXXXXX";
	char buf[65536], *words = NULL;
	size_t n, words_len = 0;
	FILE *from = fopen(image, "r"), *to, *w;
	struct stat st;
	int fd;

	if (!from)
		die("%s: %s", image, strerror(errno));
	fd = mkstemp(path);
	to = fd < 0 ? NULL : fdopen(fd, "w");
	if (!to)
		die("%s: %s", path, strerror(errno));
	while ((n = fread(buf, 1, sizeof(buf), from)) > 0)
		fwrite(buf, 1, n, to);
	fclose(from);
	while (ftell(to) & 3)
		fputc(0, to);

	w = open_memstream(&words, &words_len);
	for (; *command; command++)
		fwrite(*command, 1, strlen(*command) + 1, w);
	fclose(w);
	cpio_entry(to, "etc/wire", S_IFDIR | 0755, "", 0);
	cpio_entry(to, "etc/wire/argv", S_IFREG | 0644, words, words_len);
	cpio_entry(to, "etc/wire/token", S_IFREG | 0644, token, strlen(token));
	if (!fstat(0, &st) && S_ISREG(st.st_mode)) {
		char *input = slurp(fdopen(dup(0), "r"), &n);

		cpio_entry(to, "etc/wire/stdin", S_IFREG | 0644, input, n);
		free(input);
	}
	cpio_entry(to, "TRAILER!!!", 0, "", 0);
	free(words);
	if (fclose(to))
		die("%s: %s", path, strerror(errno));
	return path;
}

static char **launcher_argv(const char *launcher, const char *initrd,
			    char *disks, const char *net, const char *mem,
			    const char *kernel, char *append)
{
	char **argv = calloc(17 + strlen(append) / 2 + strlen(disks) / 2 + 1,
			     sizeof(*argv));
	int n = 0;
	char *word;

	if (!argv || asprintf(&word, "--initrd=%s", initrd) < 0)
		die("out of memory");
	argv[n++] = (char *)launcher;
	argv[n++] = word;
	for (disks = strtok(disks, " "); disks; disks = strtok(NULL, " ")) {
		if (asprintf(&argv[n++], "--block=%s", disks) < 0)
			die("out of memory");
	}
	if (*net && asprintf(&argv[n++], "--tunnet=%s", net) < 0)
		die("out of memory");
	argv[n++] = (char *)mem;
	argv[n++] = (char *)kernel;
	argv[n++] = "console=hvc0";
	argv[n++] = "quiet";
	argv[n++] = "rootfstype=ramfs";	/* as large as it has to be */
	argv[n++] = "panic=-1";
	for (word = strtok(append, " \t\n"); word; word = strtok(NULL, " \t\n"))
		argv[n++] = word;
	return argv;
}

struct receiver {
	const char *token;
	size_t matched;		/* characters of "\nTOKEN\n" seen so far */
	bool started, over;
	unsigned char head[5];
	size_t head_len;
	uint32_t left;		/* bytes of the current frame to come */
	int console;		/* where console text and logs are kept */
	char tail[TAIL_BYTES];	/* the end of the console text */
	size_t tail_len;
	unsigned char number[4];
	int status;
	bool wants_input;
};

static void console_text(struct receiver *r, const char *p, size_t n)
{
	if (r->console >= 0)
		write_all(r->console, p, n);
	if (n > TAIL_BYTES) {
		p += n - TAIL_BYTES;
		n = TAIL_BYTES;
	}
	if (r->tail_len + n > TAIL_BYTES) {
		size_t drop = r->tail_len + n - TAIL_BYTES;

		memmove(r->tail, r->tail + drop, r->tail_len - drop);
		r->tail_len -= drop;
	}
	memcpy(r->tail + r->tail_len, p, n);
	r->tail_len += n;
}

/* Console text until the token has come by; returns what it took. */
static size_t look_for_token(struct receiver *r, const char *p, size_t n)
{
	size_t i, len = strlen(r->token);

	for (i = 0; i < n && !r->started; i++) {
		/* A tty that is not raw yet may have put a \r before the \n. */
		if (p[i] == '\r')
			continue;
		if (p[i] == (r->matched && r->matched <= len ?
			     r->token[r->matched - 1] : '\n'))
			r->matched++;
		else
			r->matched = p[i] == '\n';
		r->started = r->matched == len + 2;
	}
	console_text(r, p, i);
	if (r->started)
		r->tail_len = 0;
	return i;
}

static void frame_bytes(struct receiver *r, const char *p, size_t n)
{
	switch (r->head[0]) {
	case 'o':
		if (!write_all(1, p, n))
			r->over = true;
		break;
	case 'e':
		write_all(2, p, n);
		break;
	case 'l':
		if (r->console >= 0)
			write_all(r->console, p, n);
		break;
	default:	/* the two kinds with a number in them */
		memcpy(r->number + 4 - r->left, p, n);
	}
	r->left -= n;
	if (r->left)
		return;
	r->head_len = 0;
	if (r->head[0] == 'r')
		r->wants_input = true;
	if (r->head[0] == 'x') {
		r->status = get_le32(r->number);
		r->over = true;
	}
}

static void receive(struct receiver *r, const char *p, size_t n)
{
	while (n) {
		size_t took = n;

		if (r->over) {
			console_text(r, p, n);
		} else if (!r->started) {
			took = look_for_token(r, p, n);
		} else if (r->head_len < 5) {
			took = 1;
			r->head[r->head_len++] = *p;
			if (r->head_len == 1 && !strchr("oelrx", *p)) {
				/* Last words of a dying kernel. */
				r->over = true;
				console_text(r, p, 1);
			}
			r->left = get_le32(r->head + 1);
			if (r->head_len == 5 && strchr("rx", r->head[0]) &&
			    r->left != 4)
				r->over = true;
			if (r->head_len == 5 && !r->left)
				r->head_len = 0;
		} else {
			if (took > r->left)
				took = r->left;
			frame_bytes(r, p, took);
		}
		p += took;
		n -= took;
	}
}

/* The value of --name=VALUE, if that is what this is. */
static bool option(const char *arg, const char *name, const char **value)
{
	size_t len = strlen(name);

	if (strncmp(arg, name, len) || arg[len] != '=')
		return false;
	*value = arg + len + 1;
	return true;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static const char *from_env(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

static int in_guest(int argc, char **argv)
{
	const char *mem = from_env("GUEST_MEM", "128");
	const char *append = from_env("GUEST_APPEND", "");
	const char *disk, *net = from_env("GUEST_NET", "");
	char *disks = strdup(from_env("GUEST_BLOCK", ""));
	const char *kernel = "/boot/bzImage", *image = "/boot/guest.img";
	const char *launcher = "/bin/lguest", *timeout = "0";
	int to[2], from[2], i, status = 0;
	char token[TOKEN_BYTES], *initrd, **command, buf[65536];
	struct receiver r = { .token = token, .status = -1 };
	bool input_open = true;
	double deadline = 0;
	struct timespec ts;
	pid_t pid;

	me = "in-guest";
	for (i = 1; i < argc && !strncmp(argv[i], "--", 2); i++) {
		if (!argv[i][2]) {
			i++;
			break;
		}
		if (option(argv[i], "--block", &disk)) {
			if (asprintf(&disks, "%s %s", disks, disk) < 0)
				die("out of memory");
			continue;
		}
		if (!option(argv[i], "--mem", &mem) &&
		    !option(argv[i], "--append", &append) &&
		    !option(argv[i], "--kernel", &kernel) &&
		    !option(argv[i], "--initrd", &image) &&
		    !option(argv[i], "--launcher", &launcher) &&
		    !option(argv[i], "--timeout", &timeout))
			die("unknown option %s", argv[i]);
	}
	if (i == argc)
		die("usage: in-guest [--mem=MIB] [--append=WORDS] [--block=FILE]... [--kernel=FILE] [--initrd=FILE] [--launcher=FILE] [--timeout=SECONDS] [--] COMMAND [WORD]...");
	if (access(launcher, X_OK))
		die("%s: %s", launcher, strerror(errno));

	clock_gettime(CLOCK_REALTIME, &ts);
	snprintf(token, sizeof(token), "wire-%x-%lx-%lx", getpid(),
		 (long)ts.tv_sec, (long)ts.tv_nsec);
	initrd = make_initrd(image, token, argv + i);
	command = launcher_argv(launcher, initrd, disks, net, mem, kernel,
				strdup(append));
	r.console = open("/dev/ttyS0", O_WRONLY | O_NOCTTY | O_CLOEXEC);

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		die("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (!pid) {
		signal(SIGPIPE, SIG_DFL);
		dup2(to[0], 0);
		dup2(from[1], 1);
		execv(launcher, command);
		die("%s: %s", launcher, strerror(errno));
	}
	close(to[0]);
	close(from[1]);
	if (atof(timeout) > 0)
		deadline = now() + atof(timeout);

	/* Until the Launcher closes its output, which is when it ends. */
	for (;;) {
		struct pollfd p[2] = {
			{ .fd = from[0], .events = POLLIN },
			{ .fd = r.wants_input && input_open && !r.over ? 0 : -1,
			  .events = POLLIN },
		};
		int wait = deadline ? (deadline - now()) * 1000 : -1;
		ssize_t n;

		if (deadline && wait <= 0)
			break;
		if (poll(p, 2, wait) < 0)
			continue;
		if (p[1].revents) {
			n = read(0, buf + 4, IN_BYTES);
			if (n <= 0) {
				n = 0;
				input_open = false;
			}
			put_le32((unsigned char *)buf, n);
			write_all(to[1], buf, 4 + n);
			r.wants_input = false;
		}
		if (p[0].revents) {
			bool was_over = r.over;

			n = read(from[0], buf, sizeof(buf));
			if (n <= 0)
				break;
			receive(&r, buf, n);
			/* It has said all; now it has to power itself off. */
			if (r.over && !was_over)
				deadline = now() + 10;
		}
	}

	if (deadline && now() >= deadline) {
		kill(pid, SIGKILL);
		if (r.status < 0) {
			fprintf(stderr, "in-guest: no end after %s seconds\n",
				timeout);
			r.status = STATUS_TIMEOUT;
		} else {
			fprintf(stderr, "in-guest: the Guest did not power off\n");
			r.status = STATUS_NO_END;
		}
	}
	waitpid(pid, &status, 0);
	unlink(initrd);
	if (r.status >= 0)
		return r.status;
	/* A Launcher that failed has said why. */
	if (WIFEXITED(status) && WEXITSTATUS(status))
		return STATUS_NO_END;
	if (WIFSIGNALED(status) || !r.started)
		write_all(2, r.tail, r.tail_len);
	if (WIFSIGNALED(status))
		die("the Launcher was killed by signal %d before the command ended",
		    WTERMSIG(status));
	die("the Guest powered off before the command ended");
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');

	name = name ? name + 1 : argv[0];
	if (!strcmp(name, "in-guest"))
		return in_guest(argc, argv);
	if (argc > 1 && !strcmp(argv[1], "send"))
		return send_command(argc, argv);
	die("usage: wire send PORT TOKEN ARGV [STDIN]");
}
