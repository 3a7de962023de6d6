// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz - Guests, Launchers and deaths that are drawn by lot
 *
 *   fuzz SEED CALLS
 *	runs Guest after Guest (fuzz-guest.c), until the Host has served as many
 *	hypercalls as CALLS, and tells how the Guests ended. Several of these at
 *	the same time send to each other.
 *   fuzz --launcher SEED TIMES
 *	is a Launcher that lies, with several threads and children, TIMES times.
 *   fuzz --kill SEED TIMES
 *	kills Launchers of all kinds with SIGKILL, at TIMES random moments.
 *	Each time nothing may be left of the Guest.
 *
 * The seed is printed first and decides all lots. (What they come to also depends
 * on the moments at which interrupts and threads arrive.)
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <lguest/hypercall.h>
#include <lguest/launcher.h>
#include "fuzz.h"

#define THINGS_TO_DO	2000	/* a Guest that survives them powers off */
#define TICK_US		20000
#define STUCK_TICKS	5	/* without a thing done: it will do no more */
#define LIFE_TICKS	250	/* nobody lives longer */
#define COUNTERS	"/sys/kernel/debug/lguest"
#define KINDS		100

typedef unsigned int u32;

/* The program of fuzz-guest.c. */
extern const char image[], image_end[];
asm(".section .rodata\n.balign 4\nimage:\n.incbin \"" IMAGE_FILE "\"\nimage_end:\n.text");

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "fuzz: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	exit(1);
}

/* --- Lots: each thread has its own */
static __thread u32 lot;

static u32 draw(void)
{
	lot |= !lot;
	lot ^= lot << 13;
	lot ^= lot >> 17;
	lot ^= lot << 5;
	return lot;
}

static u32 below(u32 n)
{
	return draw() % n;
}

static bool once_in(u32 n)
{
	return !below(n);
}

/* A seed that looks as if it had nothing to do with its neighbours. */
static u32 seed_of(u32 seed, u32 n)
{
	u32 x = seed + n * 0x9e3779b9;

	x = (x ^ x >> 16) * 0x85ebca6b;
	x = (x ^ x >> 13) * 0xc2b2ae35;
	return (x ^ x >> 16) | 1;
}

/* --- A Guest's memory, as fuzz.h has it */
static u32 *page(char *mem, u32 n)
{
	return (u32 *)(mem + PHYS(n));
}

static void flat(u32 *gdt, u32 entry, u32 access)
{
	gdt[2 * entry] = 0x0000ffff;
	gdt[2 * entry + 1] = 0x00cf0000 | access << 8;
}

static void furnish(char *mem, u32 seed)
{
	struct lguest_data *data = (void *)page(mem, DATA);
	struct control *control = (void *)page(mem, CONTROL);
	u32 i;

	memset(mem, 0, PHYS(PAGES));
	memcpy(page(mem, IMAGE), image, image_end - image);
	memset(data->hcall_status, LGUEST_RING_FREE, LGUEST_RING_SIZE);
	for (i = 0; i < PGDIRS; i++) {
		u32 *dir = page(mem, PGDIR + i);

		dir[0] = PHYS(LOW_PTES) | 0x67;
		dir[PAGE_OFFSET >> 22] = PHYS(HIGH_PTES) | 0x67;
		dir[WILD_LOW] = dir[WILD_HIGH] = PHYS(WILD_PTES) | 0x67;
	}
	for (i = 0; i < PAGES; i++)
		page(mem, LOW_PTES)[i] = page(mem, HIGH_PTES)[i] = PHYS(i) | 0x67;
	flat(page(mem, GDT), 12, 0x9b);
	flat(page(mem, GDT), 13, 0x93);
	flat(page(mem, GDT), 14, 0xfb);
	flat(page(mem, GDT), 15, 0xf3);
	control->seed = seed;
	control->left = THINGS_TO_DO;
}

/* One page is everybody's: there they send to each other without us. */
static void share_wire(char *mem)
{
	int fd = open("/tmp/fuzz.wire", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, PHYS(1)) ||
	    mmap(mem + PHYS(WIRE), PHYS(1), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
		die("/tmp/fuzz.wire: %s", strerror(errno));
	close(fd);
}

static char *new_memory(void)
{
	char *mem = mmap(NULL, PHYS(PAGES), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		die("no memory: %s", strerror(errno));
	share_wire(mem);
	return mem;
}

static struct lguest_request good_request(char *mem)
{
	return (struct lguest_request) {
		.type = LGUEST_REQ_INITIALIZE,
		.init = {
			.mem_base = (u32)mem, .pages = PAGES, .pgdir = PHYS(PGDIR),
			.start = VIRT(IMAGE) + sizeof("GenuineLguest") - 1,
		},
	};
}

static int open_device(void)
{
	int fd = open("/dev/lguest", O_RDWR);

	if (fd < 0)
		die("/dev/lguest: %s", strerror(errno));
	return fd;
}

static void ask(int fd, u32 type, u32 number)
{
	struct lguest_request req = { .type = type, .irq = number };

	if (write(fd, &req, sizeof(req)) != sizeof(req))
		die("request %u (%u): %s", type, number, strerror(errno));
}

/* --- Guests */
static struct { char what[LGUEST_REASON_MAX]; u32 times; } kinds[KINDS];

/* One more that ended so; numbers in what it said are left out. */
static void count_end(const char *what)
{
	char kind[LGUEST_REASON_MAX] = "", *to = kind;
	u32 i;

	while (*what) {
		if (*what >= '0' && *what <= '9') {
			*to++ = 'N';
			what += strspn(what, "0123456789abcdefx");
		} else {
			*to++ = *what++;
		}
	}
	for (i = 0; i < KINDS - 1; i++)
		if (!kinds[i].times || !strcmp(kinds[i].what, kind))
			break;
	strcpy(kinds[i].what, kind);
	kinds[i].times++;
}

/* What the Host has counted, all calls together. */
static u32 calls_served(u32 id)
{
	char path[100], line[100];
	u32 sum = 0, n;
	FILE *f;

	snprintf(path, sizeof(path), COUNTERS "/%u/exits", id);
	f = fopen(path, "r");
	if (!f)
		die("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "call_%*s %u", &n) == 1)
			sum += n;
	fclose(f);
	return sum;
}

/* Something was sent: sometimes it gets an answer. */
static void answer(int fd, const struct lguest_event *event)
{
	struct lguest_dma_slot slot;
	struct lguest_request req = {
		.type = LGUEST_REQ_FETCH_DMA,
		.fetch = { event->key, (u32)&slot },
	};

	if (once_in(2) && write(fd, &req, sizeof(req)) == sizeof(req))
		ask(fd, LGUEST_REQ_IRQ, slot.irq);
	if (once_in(2))
		ask(fd, LGUEST_REQ_IRQ, below(LGUEST_IRQS));
}

/*
 * A life. Returns the calls that were served in it. A Guest that traps and calls
 * for ever, and never gets as far as the next thing to do, does not go on.
 */
static u32 run_guest(char *mem, u32 seed)
{
	struct lguest_request req = good_request(mem);
	const volatile struct control *control = (void *)page(mem, CONTROL);
	u32 id = 0, left = 0, ticks = 0, since = 0, calls;
	struct lguest_event event;
	int fd = open_device();

	lot = seed;
	furnish(mem, draw());
	if (write(fd, &req, sizeof(req)) != sizeof(req))
		die("INITIALIZE: %s", strerror(errno));
	for (;;) {
		if (read(fd, &event, sizeof(event)) < 0) {
			if (errno != EINTR)
				die("read: %s (seed %u)", strerror(errno), seed);
			if (!id)
				continue;
			if (left != control->left)
				since = ticks;
			left = control->left;
			if (ticks - since == STUCK_TICKS || ++ticks == LIFE_TICKS) {
				count_end(ticks == LIFE_TICKS ? "old" : "stuck");
				break;
			}
			ask(fd, LGUEST_REQ_IRQ, below(LGUEST_IRQS));
		} else if (event.type == LGUEST_EVENT_DMA) {
			if (!id) {
				id = ((struct lguest_data *)page(mem, DATA))->guestid;
				if (event.key != HELLO_KEY)
					die("the Guest said %#x", event.key);
			}
			answer(fd, &event);
		} else {
			count_end(event.type == LGUEST_EVENT_CRASH ? event.reason :
				  event.type == LGUEST_EVENT_POWEROFF ? "powered off" :
				  "restarts");
			break;
		}
	}
	if (!id)
		die("the Guest did not even say hello: %s", event.reason);
	calls = calls_served(id);
	close(fd);
	return calls;
}

static void no_restart(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(number, &action, NULL);
}

static void on_tick(int number)
{
	(void)number;
}

/* Nothing is pinned any more: VmLck of this process. */
static u32 locked_kib(void)
{
	char line[200];
	u32 kib = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "VmLck: %u", &kib);
	if (f)
		fclose(f);
	return kib;
}

static void run_guests(u32 seed, u32 wanted)
{
	struct itimerval tick = { { 0, TICK_US }, { 0, TICK_US } };
	char *mem = new_memory();
	u32 calls = 0, n, i;

	no_restart(SIGALRM, on_tick);
	setitimer(ITIMER_REAL, &tick, NULL);
	for (n = 0; calls < wanted; n++) {
		calls += run_guest(mem, seed_of(seed, n));
		if (n % 64 == 63)
			printf("# %u Guests, %u calls\n", n + 1, calls);
	}
	if (locked_kib())
		die("%u KiB are still pinned", locked_kib());
	for (i = 0; i < KINDS && kinds[i].times; i++)
		printf("ended %u %s\n", kinds[i].times, kinds[i].what);
	printf("guests %u\ncalls %u\n", n, calls);
}

/* --- Launchers */
struct liar {
	char *mem;
	int fd;
	u32 seed;
};

static u32 some_pointer(struct liar *liar)
{
	switch (below(5)) {
	case 0:
		return draw();
	case 1:
		return 0xfffffffc << below(12);
	case 2:
		return 0;
	default:
		return (u32)liar->mem + below(PHYS(PAGES));
	}
}

static u32 some_number(struct liar *liar)
{
	return once_in(3) ? some_pointer(liar) : once_in(2) ? draw() : below(40);
}

/* A request with anything in it. */
static void make_request(struct liar *liar)
{
	struct lguest_request req = { .type = below(6) };
	u32 *words = (u32 *)&req, i;

	for (i = 1; i < sizeof(req) / 4; i++)
		words[i] = some_number(liar);
	if (once_in(4))
		req = good_request(liar->mem);
	else if (req.type == LGUEST_REQ_IRQ || req.type == LGUEST_REQ_BREAK)
		words[1] = below(40) & draw();
	else if (req.type == LGUEST_REQ_FETCH_DMA)
		words[1] = below(20);
	if (once_in(20))
		words[0] = draw();
	if (once_in(20))
		(void)!write(liar->fd, (void *)some_pointer(liar), sizeof(req));
	(void)!write(liar->fd, &req, once_in(9) ? below(64) : sizeof(req));
}

/* The owner's reads, by whomever. */
static void read_event(struct liar *liar)
{
	struct lguest_event event;

	if (once_in(9))
		(void)!read(liar->fd, (void *)some_pointer(liar), below(400));
	else
		(void)!read(liar->fd, &event, sizeof(event));
}

/* What was lent is taken away, or looks different. */
static void change_memory(struct liar *liar)
{
	u32 n = below(PAGES), pages = 1 + below(once_in(5) ? PAGES : 3);
	void *at = liar->mem + PHYS(n);
	size_t size = PHYS(n + pages > PAGES ? PAGES - n : pages);

	switch (below(8)) {
	case 0:
		munmap(at, size);
		break;
	case 1:
		mprotect(at, size, below(8));
		break;
	case 2:
		madvise(at, size, once_in(2) ? MADV_DONTNEED : MADV_COLD);
		break;
	case 3:
		mmap(at, size, PROT_READ | PROT_WRITE,
		     MAP_FIXED | MAP_ANONYMOUS | (once_in(2) ? MAP_SHARED : MAP_PRIVATE), -1, 0);
		break;
	case 4:
		if (once_in(2))
			mlock(at, size);
		else
			munlock(at, size);
		break;
	case 5:
		if (once_in(2))
			share_wire(liar->mem);
		break;
	default:	/* the tables, the ring, the lists, under the Host's eyes */
		n = once_in(3) ? DATA : once_in(3) ? DMA : PGDIR + below(13);
		(void)!getrandom(liar->mem + PHYS(n) + below(1000) * 4, 4 * below(8), 0);
	}
}

/* The descriptor goes to others, by fork and by exec. */
static void pass_on(struct liar *liar)
{
	pid_t pid = fork();

	if (pid)
		return;
	alarm(1);
	make_request(liar);
	read_event(liar);
	if (once_in(2))
		execl("/bin/cat", "cat", "/dev/null", NULL);
	if (once_in(2)) {
		dup2(liar->fd, 0);
		execl("/bin/head", "head", "-c", "500", NULL);
	}
	usleep(below(20000));
	_exit(0);
}

static void look(void)
{
	char buf[4096], path[100];
	int fd;

	snprintf(path, sizeof(path), COUNTERS "/%u/exits", 1 + below(2));
	fd = open(path, O_RDONLY);
	if (fd >= 0) {
		(void)!read(fd, buf, sizeof(buf));
		close(fd);
	}
}

/* The last reference may go while somebody is inside. */
static void open_anew(struct liar *liar)
{
	int fd = open("/dev/lguest", O_RDWR);

	if (fd >= 0) {
		dup2(fd, liar->fd);
		close(fd);
	}
}

static void *lie(void *arg)
{
	struct liar *liar = arg;

	lot = liar->seed;
	for (;;) {
		u32 what = below(100);

		if (what < 50)
			make_request(liar);
		else if (what < 65)
			read_event(liar);
		else if (what < 90)
			change_memory(liar);
		else if (what < 93)
			pass_on(liar);
		else if (what < 98)
			look();
		else if (what < 99)
			usleep(below(1000));
		else
			open_anew(liar);
	}
	return NULL;
}

/* Lies until it is killed. */
static void __attribute__((noreturn)) be_liar(u32 seed)
{
	struct liar liars[3];
	struct lguest_request req;
	struct lguest_event event;
	char *mem = new_memory();
	int fd = open_device();
	pthread_t thread;
	u32 i;

	lot = seed;
	signal(SIGCHLD, SIG_IGN);
	furnish(mem, draw());
	req = good_request(mem);
	(void)!write(fd, &req, sizeof(req));
	for (i = 0; i < 3; i++) {
		liars[i] = (struct liar){ mem, fd, draw() };
		if (pthread_create(&thread, NULL, lie, &liars[i]))
			_exit(2);
	}
	for (;;) {
		if (read(fd, &event, sizeof(event)) < 0 && errno == EAGAIN)
			(void)!write(fd, &(struct lguest_request){
				.type = LGUEST_REQ_BREAK }, sizeof(req));
		if (once_in(3))
			make_request(&liars[0]);
	}
}

/* --- Deaths */
static void expect_no_guest(u32 n)
{
	DIR *dir = opendir(COUNTERS);
	struct dirent *entry;

	if (!dir)
		die("%s: %s", COUNTERS, strerror(errno));
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			die("death %u: Guest %s is still there", n, entry->d_name);
	closedir(dir);
}

/* What is killed, and within which time. */
static const struct death {
	const char *what;
	u32 most_us;
	bool ends;		/* it may be over before we come */
} deaths[] = {
	{ "liar", 40000, true },
	{ "spin", 60000, false },
	{ "storm", 60000, false },
	{ "halt", 60000, false },
	{ "boot", 4000000, false },
};

/* Linux, and somebody who types while it boots: FETCH, BREAK, IRQ. */
static void boot(void)
{
	int fds[2], i;

	if (pipe(fds))
		_exit(2);
	for (i = 0; i < 100; i++)
		(void)!write(fds[1], "who is there?\n", 14);
	dup2(fds[0], 0);
	execlp("lguest", "lguest", "--initrd=/boot/guest.img", "64", "/boot/bzImage",
	       "console=hvc0", "rootfstype=ramfs", "panic=-1", NULL);
}

static void __attribute__((noreturn)) live(const struct death *death, u32 seed)
{
	char path[100];
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	if (death->ends)
		be_liar(seed);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	if (!strcmp(death->what, "boot"))
		boot();
	snprintf(path, sizeof(path), "/boot/hostile/%s", death->what);
	execlp("lguest", "lguest", "16", path, NULL);
	_exit(2);
}

static void kill_one(u32 n, const struct death *death, u32 seed)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (!pid)
		live(death, seed);
	setpgid(pid, pid);
	usleep(below(death->most_us));
	kill(-pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid)
		die("death %u: %s", n, strerror(errno));
	if (!death->ends && (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL))
		die("death %u: %s ended by itself, status %#x", n, death->what, status);
	/* Its children hold the device as well, and are ours now. */
	while (waitpid(-1, NULL, 0) > 0)
		;
	expect_no_guest(n);
}

static void run_deaths(u32 seed, u32 times, bool liars_only)
{
	u32 n, kind, tally[5] = { 0 };

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	lot = seed_of(seed, 0);
	for (n = 0; n < times; n++) {
		/* A boot takes longest to come by, and is rarest. */
		kind = liars_only ? 0 : once_in(8) ? 4 : below(4);
		kill_one(n, &deaths[kind], draw());
		tally[kind]++;
	}
	for (kind = 0; kind < 5; kind++)
		printf("killed %u %s\n", tally[kind], deaths[kind].what);
}

static u32 number(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 0);

	if (!*word || *end)
		die("%s is not a number", word);
	return n;
}

int main(int argc, char *argv[])
{
	const char *mode = argc == 4 ? argv[1] : "";
	u32 seed, n;

	if (argc != 3 && (argc != 4 || (strcmp(mode, "--launcher") && strcmp(mode, "--kill"))))
		die("usage: fuzz [--launcher | --kill] SEED NUMBER");
	setvbuf(stdout, NULL, _IOLBF, 0);
	seed = number(argv[argc - 2]);
	n = number(argv[argc - 1]);
	printf("seed %u\n", seed);
	if (!*mode)
		run_guests(seed, n);
	else
		run_deaths(seed, n, !strcmp(mode, "--launcher"));
	return 0;
}
