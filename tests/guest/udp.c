// SPDX-License-Identifier: GPL-2.0-only
/*
 * udp serve PORT - answers each datagram with the complement of its bytes
 * udp each HOST PORT FROM TO STEP - one of every size from FROM to TO, and of TO
 *
 * The datagrams may not be cut into fragments.  An answer that does not come
 * is asked for again, but a wrong one is an error.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static uint8_t out[65536], in[65536];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static uint8_t flip(uint8_t byte)
{
	return ~byte;
}

static int open_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), whole = IP_PMTUDISC_DO;

	if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &whole, sizeof(whole)))
		fail("udp");
	return fd;
}

static void serve(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = open_socket();

	if (bind(fd, (void *)&at, sizeof(at)))
		fail("udp serve");
	for (;;) {
		socklen_t len = sizeof(at);
		ssize_t i, got = recvfrom(fd, in, sizeof(in), 0, (void *)&at, &len);

		for (i = 0; i < got; i++)
			in[i] = flip(in[i]);
		if (got < 0 || sendto(fd, in, got, 0, (void *)&at, len) < 0)
			perror("udp serve");
	}
}

/* True if the answer to the @size bytes in out[] is in in[]. */
static int answered(int fd, int size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (poll(&p, 1, 2000) > 0) {
		ssize_t got = recv(fd, in, sizeof(in), 0);

		if (got < 0)
			fail("udp each: recv");
		if (got == size && (size < 4 || in[0] == flip(out[0])))
			return 1;
		/* else the late answer to something that was sent twice */
	}
	return 0;
}

static void each(int fd, int size, unsigned int *again)
{
	int tries = 0;

	for (int i = 0; i < size; i++)
		out[i] = (size + i) * 2654435761u >> 24;
	do {
		if (send(fd, out, size, 0) != size) {
			fprintf(stderr, "udp each: %d bytes: ", size);
			fail("send");
		}
		*again += tries != 0;
		if (tries++ == 10) {
			fprintf(stderr, "udp each: %d bytes are not answered\n", size);
			exit(1);
		}
	} while (!answered(fd, size));
	for (int i = 0; i < size; i++)
		if (in[i] != flip(out[i])) {
			fprintf(stderr, "udp each: %d bytes: byte %d is wrong\n", size, i);
			exit(1);
		}
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	unsigned int again = 0, sizes = 0;
	int fd;

	if (argc == 3 && !strcmp(argv[1], "serve"))
		serve(atoi(argv[2]));
	if (argc != 7 || !inet_aton(argv[2], &to.sin_addr)) {
		fprintf(stderr, "usage: udp serve PORT | udp each HOST PORT FROM TO STEP\n");
		return 2;
	}
	to.sin_port = htons(atoi(argv[3]));
	fd = open_socket();
	if (connect(fd, (void *)&to, sizeof(to)))
		fail("udp each");
	for (int last = atoi(argv[5]), size = atoi(argv[4]);; size += atoi(argv[6])) {
		each(fd, size < last ? size : last, &again);
		sizes++;
		if (size >= last)
			break;
	}
	printf("%u sizes, %u sent again\n", sizes, again);
	return 0;
}
