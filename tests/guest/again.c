// SPDX-License-Identifier: GPL-2.0-only
/*
 * again - a Launcher of its own, which makes Guest after Guest on one open file
 *
 *   again TIMES
 *	restarts a Guest of a few bytes that many times, each in fresh memory
 *   again wrong
 *	asks for a new Guest when it may not have one, and with numbers that cannot be
 *   again crowd
 *	restarts while other threads raise interrupts, break in, and ask themselves
 *
 * Prints "ok WHAT" or "not ok WHAT: WHY".
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <lguest/hypercall.h>
#include <lguest/launcher.h>

#define PAGE		4096u
#define PAGES		64u
#define PGDIR		(1 * PAGE)
#define TABLE		(2 * PAGE)
#define DATA		(3 * PAGE)
#define CODE		(4 * PAGE)
#define MARK		(5 * PAGE)	/* the Guest leaves a mark here */
#define PAGE_OFFSET	0xC0000000u
#define CROWD_TIMES	200

static int fd;
static uint8_t *mem;

/* mov $n,%eax and so on: what a Guest of a few bytes is made of. */
static uint8_t *load(uint8_t *to, uint8_t opcode, uint32_t n)
{
	*to = opcode;
	memcpy(to + 1, &n, 4);
	return to + 5;
}

static uint8_t *hypercall(uint8_t *to, uint32_t call, uint32_t a, uint32_t b)
{
	to = load(to, 0xb8, call);
	to = load(to, 0xba, a);
	to = load(to, 0xbb, b);
	to = load(to, 0xb9, 0);
	*to++ = 0xcd;
	*to++ = LGUEST_TRAP_ENTRY;
	return to;
}

/* A Guest that says its number, and what was at MARK, leaves a mark, and ends. */
static void furnish(uint32_t how)
{
	uint32_t *table = (void *)(mem + TABLE), *dir = (void *)(mem + PGDIR), i;
	uint8_t *to = mem + CODE;

	dir[0] = dir[PAGE_OFFSET >> 22] = TABLE | 0x63;
	for (i = 0; i < PAGES; i++)
		table[i] = (i * PAGE) | 0x63;
	memset(((struct lguest_data *)(mem + DATA))->hcall_status, LGUEST_RING_FREE, LGUEST_RING_SIZE);
	to = hypercall(to, LHCALL_LGUEST_INIT, DATA, 0);
	to = hypercall(to, LHCALL_SEND_DMA, 0x77, MARK);
	to = hypercall(to, LHCALL_BIND_DMA, 0x78, DATA);	/* none: 0 lists */
	*to++ = 0xfe;						/* incb MARK */
	*to++ = 0x05;
	i = MARK;
	memcpy(to, &i, 4);
	to = hypercall(to + 4, LHCALL_CRASH, 0, how);
	*to++ = 0xeb;
	*to++ = 0xfe;
}

static struct lguest_request good(void)
{
	return (struct lguest_request) {
		.type = LGUEST_REQ_INITIALIZE,
		.init = {
			.mem_base = (uint32_t)mem, .pages = PAGES, .pgdir = PGDIR,
			.start = PAGE_OFFSET + CODE,
		},
	};
}

static int ask(struct lguest_request req)
{
	return write(fd, &req, sizeof(req)) == sizeof(req) ? 0 : errno;
}

static void fresh(uint32_t how)
{
	if (madvise(mem, PAGES * PAGE, MADV_DONTNEED))
		exit(3);
	furnish(how);
}

/* The event that ends it; what it sends in between has to be in order. */
static uint32_t end(char *reason)
{
	struct lguest_event event;

	for (;;) {
		ssize_t got = read(fd, &event, sizeof(event));

		if (got < 0 && errno == EAGAIN) {
			ask((struct lguest_request) { .type = LGUEST_REQ_BREAK });
			continue;
		}
		if (got < 0)
			return 1000 + errno;
		if (event.type != LGUEST_EVENT_DMA) {
			if (reason)
				strcpy(reason, event.type == LGUEST_EVENT_CRASH ? event.reason : "");
			return event.type;
		}
		if (event.key != 0x77 || event.dma != MARK || mem[MARK])
			return 2000;
	}
}

static bool failed;

static void expect(const char *what, long wanted, long got)
{
	if (got == wanted)
		printf("ok %s\n", what);
	else
		printf("not ok %s: %ld, not %ld\n", what, got, wanted);
	failed |= got != wanted;
}

static void begin(void)
{
	fd = open("/dev/lguest", O_RDWR);
	mem = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fd < 0 || mem == MAP_FAILED) {
		printf("not ok /dev/lguest: %s\n", strerror(errno));
		exit(1);
	}
}

static void many(unsigned int times)
{
	uint32_t n, id = 0;
	int err = 0;

	for (n = 0; n < times; n++) {
		fresh(LGUEST_END_RESTART);
		err = ask(good());
		if (err)
			break;
		err = end(NULL);
		if (err != LGUEST_EVENT_RESTART || mem[MARK] != 1)
			break;
		if (n && id != ((struct lguest_data *)(mem + DATA))->guestid)
			break;
		id = ((struct lguest_data *)(mem + DATA))->guestid;
	}
	expect("a Guest restarts on the same file", times, n);
}

static void *ask_elsewhere(void *req)
{
	return (void *)(long)ask(*(struct lguest_request *)req);
}

static int from_thread(struct lguest_request req)
{
	pthread_t thread;
	void *err = (void *)-1;

	if (!pthread_create(&thread, NULL, ask_elsewhere, &req))
		pthread_join(thread, &err);
	return (long)err;
}

static int from_child(struct lguest_request req)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid)
		_exit(ask(req));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The memory that is lent for a while, and then taken away. */
static int without_memory(void)
{
	struct lguest_request req = good();
	int err;

	req.init.mem_base = 0x10000;
	err = ask(req);
	return err ?: (int)end(NULL);
}

static void wrong(void)
{
	struct lguest_request bad = good();
	char reason[LGUEST_REASON_MAX] = "", again[LGUEST_REASON_MAX] = "";

	fresh(77);
	expect("the first one", 0, ask(good()));
	expect("while it lives: EBUSY", EBUSY, ask(good()));
	expect("it dies", LGUEST_EVENT_CRASH, end(reason));
	expect("from another thread: EBUSY", EBUSY, from_thread(good()));
	expect("from a child: EBUSY", EBUSY, from_child(good()));
	expect("the end stands", LGUEST_EVENT_CRASH, end(again));
	expect("and says the same", 0, strcmp(reason, again));
	bad.init.pgdir = 1;
	expect("a directory that cannot be: EINVAL", EINVAL, ask(bad));
	bad = good();
	bad.init.pages = 0;
	expect("no memory: EINVAL", EINVAL, ask(bad));
	again[0] = '\0';
	expect("the old end stands still", LGUEST_EVENT_CRASH, end(again));
	expect("and still says the same", 0, strcmp(reason, again));
	expect("an interrupt for nobody", 0,
	       ask((struct lguest_request) { .type = LGUEST_REQ_IRQ, .irq = 5 }));
	expect("memory that is not there: it dies at once", LGUEST_EVENT_CRASH, without_memory());
	fresh(LGUEST_END_POWEROFF);
	expect("and then a good one", 0, ask(good()));
	expect("which powers off", LGUEST_EVENT_POWEROFF, end(NULL));
}

static volatile bool over;

static void *disturb(void *arg)
{
	struct lguest_request reqs[] = {
		{ .type = LGUEST_REQ_IRQ, .irq = 3 },
		{ .type = LGUEST_REQ_BREAK, .break_out = 1 },
		good(),
		{ .type = LGUEST_REQ_IRQ, .irq = 31 },
	};
	unsigned int n = (long)arg;

	while (!over)
		ask(reqs[n++ % 4]);
	return NULL;
}

static void crowd(void)
{
	pthread_t threads[3];
	unsigned int i, n;
	uint32_t got = 0;
	int err;

	for (i = 0; i < 3; i++)
		if (pthread_create(&threads[i], NULL, disturb, (void *)(long)i))
			exit(3);
	/* Whoever makes the first one is its owner, so that is us. */
	for (n = 0; n < CROWD_TIMES; n++) {
		fresh(LGUEST_END_RESTART);
		err = ask(good());
		if (err || (got = end(NULL)) != LGUEST_EVENT_RESTART)
			break;
	}
	over = true;
	ask((struct lguest_request) { .type = LGUEST_REQ_BREAK });
	if (n != CROWD_TIMES)
		printf("# the last event: %u\n", got);
	expect("restarts in a crowd", CROWD_TIMES, n);
	exit(failed);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (argc != 2) {
		fprintf(stderr, "usage: again TIMES | wrong | crowd\n");
		return 2;
	}
	begin();
	if (!strcmp(argv[1], "wrong")) {
		wrong();
	} else if (!strcmp(argv[1], "crowd")) {
		fresh(LGUEST_END_RESTART);
		if (ask(good()) || end(NULL) != LGUEST_EVENT_RESTART)
			exit(3);
		crowd();
	} else {
		many(atoi(argv[1]));
	}
	return failed;
}
