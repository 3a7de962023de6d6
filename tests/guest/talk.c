// SPDX-License-Identifier: GPL-2.0-only
/*
 * talk - processes that pass data to each other, in every way the kernel has
 *
 * A line for each way, with a digest of what arrived.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES	(2 << 20)

static uint32_t digest_of(const void *data, size_t len, uint32_t digest)
{
	const unsigned char *p = data;

	while (len--)
		digest = (digest ^ *p++) * 16777619;
	return digest;
}

/* Odd sizes, so that nothing falls on the border of a page. */
static void send_all(int fd)
{
	static char block[9973];
	size_t left = BYTES;
	uint32_t x = 1;

	while (left) {
		size_t part = left < sizeof(block) ? left : sizeof(block);

		for (size_t i = 0; i < sizeof(block); i++)
			block[i] = (x = x * 1664525 + 1013904223) >> 24;
		for (size_t at = 0; at < part;) {
			ssize_t n = write(fd, block + at, part - at);

			if (n <= 0)
				_exit(1);
			at += n;
		}
		left -= part;
	}
}

static void receive_all(const char *what, int fd)
{
	static char block[7919];
	uint32_t digest = 2166136261;
	size_t total = 0;
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) > 0) {
		digest = digest_of(block, n, digest);
		total += n;
	}
	printf("%s: %zu bytes, digest %08x\n", what, total, digest);
}

static void through(const char *what, int from, int to)
{
	if (!fork()) {
		close(from);
		send_all(to);
		_exit(0);
	}
	close(to);
	receive_all(what, from);
	close(from);
	wait(NULL);
}

static void a_pipe(void)
{
	int fd[2];

	if (!pipe(fd))
		through("pipe", fd[0], fd[1]);
}

static void unix_sockets(void)
{
	int fd[2];

	if (!socketpair(AF_UNIX, SOCK_STREAM, 0, fd))
		through("unix socket", fd[0], fd[1]);
}

static void tcp(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd;

	if (bind(listener, (void *)&address, len) || listen(listener, 1) ||
	    getsockname(listener, (void *)&address, &len)) {
		printf("tcp: %s\n", strerror(errno));
		return;
	}
	if (!fork()) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(fd, (void *)&address, len))
			_exit(1);
		send_all(fd);
		_exit(0);
	}
	fd = accept(listener, NULL, NULL);
	receive_all("tcp", fd);
	close(fd);
	close(listener);
	wait(NULL);
}

static void udp(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(address);
	int to = socket(AF_INET, SOCK_DGRAM, 0), from = socket(AF_INET, SOCK_DGRAM, 0);
	uint32_t sum = 0;

	if (bind(to, (void *)&address, len) || getsockname(to, (void *)&address, &len)) {
		printf("udp: %s\n", strerror(errno));
		return;
	}
	for (uint32_t i = 0; i < 200; i++) {
		uint32_t packet[300], got = 0;

		for (int k = 0; k < 300; k++)
			packet[k] = i * 31 + k;
		sendto(from, packet, sizeof(packet), 0, (void *)&address, len);
		memset(packet, 0, sizeof(packet));
		got = recv(to, packet, sizeof(packet), MSG_DONTWAIT);
		sum = digest_of(packet, sizeof(packet), sum + got);
	}
	printf("udp: %08x\n", sum);
	close(to);
	close(from);
}

static void file_descriptors(void)
{
	char control[CMSG_SPACE(sizeof(int))] = "", byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	int pair[2], ends[2], fd;

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		return;
	if (!fork()) {
		if (pipe(ends))
			_exit(1);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cmsg), &ends[0], sizeof(int));
		sendmsg(pair[1], &msg, 0);
		close(ends[0]);
		send_all(ends[1]);
		_exit(0);
	}
	if (recvmsg(pair[0], &msg, 0) == 1 && (cmsg = CMSG_FIRSTHDR(&msg))) {
		memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
		receive_all("a pipe that came through a socket", fd);
		close(fd);
	}
	close(pair[0]);
	close(pair[1]);
	wait(NULL);
}

static void system_v(void)
{
	int shm = shmget(IPC_PRIVATE, 5 * 4096, 0600);
	int sem = semget(IPC_PRIVATE, 2, 0600);
	int queue = msgget(IPC_PRIVATE, 0600);
	struct { long type; char text[900]; } msg = { .type = 3 };
	uint32_t *p = shmat(shm, NULL, 0), digest = 0;
	pid_t pid;

	if (shm < 0 || sem < 0 || queue < 0 || p == (void *)-1) {
		printf("System V: %s\n", strerror(errno));
		return;
	}
	pid = fork();
	for (uint32_t i = 0; i < 200; i++) {
		struct sembuf down = { pid != 0, -1, 0 }, up = { pid == 0, 1, 0 };

		/* The child begins: it is the one who does not wait at first. */
		if (pid || i)
			semop(sem, &down, 1);
		p[i * 23] = p[i ? (i - 1) * 23 : 0] * 3 + (pid ? 5 : 7);
		semop(sem, &up, 1);
	}
	if (!pid) {
		for (int i = 0; i < 50; i++) {
			memset(msg.text, i, sizeof(msg.text));
			msgsnd(queue, &msg, sizeof(msg.text), 0);
		}
		_exit(0);
	}
	for (int i = 0; i < 50; i++) {
		if (msgrcv(queue, &msg, sizeof(msg.text), 3, 0) != sizeof(msg.text))
			break;
		digest = digest_of(msg.text, sizeof(msg.text), digest);
	}
	wait(NULL);
	printf("System V: memory %08x, queue %08x\n", p[199 * 23], digest);
	shmctl(shm, IPC_RMID, NULL);
	semctl(sem, 0, IPC_RMID);
	msgctl(queue, IPC_RMID, NULL);
}

static void waiting_for_many(void)
{
	struct itimerspec in_200_ms = { .it_value.tv_nsec = 200000000 };
	int epoll = epoll_create1(0), event = eventfd(0, 0), ends[2];
	int timer = timerfd_create(CLOCK_MONOTONIC, 0), signals;
	const char *names[4] = { "eventfd", "pipe", "timerfd", "signalfd" };
	sigset_t set;
	int fds[4], seen = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, 0);
	if (pipe(ends))
		return;
	memcpy(fds, (int []) { event, ends[0], timer, signals }, sizeof(fds));
	for (int i = 0; i < 4; i++) {
		struct epoll_event e = { .events = EPOLLIN | EPOLLONESHOT, .data.u32 = i };

		if (epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &e))
			printf("epoll: %s\n", strerror(errno));
	}
	timerfd_settime(timer, 0, &in_200_ms, NULL);
	if (!fork()) {
		usleep(50000);
		eventfd_write(event, 5);
		usleep(50000);
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		usleep(200000);
		kill(getppid(), SIGUSR2);
		_exit(0);
	}
	while (seen < 4) {
		struct epoll_event e;

		if (epoll_wait(epoll, &e, 1, 5000) != 1) {
			printf("epoll: nothing came\n");
			break;
		}
		seen++;
		printf("epoll: %s\n", names[e.data.u32]);
	}
	wait(NULL);
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	signal(SIGPIPE, SIG_DFL);
	a_pipe();
	unix_sockets();
	tcp();
	udp();
	file_descriptors();
	system_v();
	waiting_for_many();
	return 0;
}
