// SPDX-License-Identifier: GPL-2.0-only
/*
 * overhear IF [all | GROUP] - prints the destinations of frames of our kind
 * overhear IF send MAC... - sends one to each, and one that ends the listening
 * overhear IF info - what the driver says of itself
 *
 * With "all" it listens to frames for anybody (promiscuous), with the address
 * of a GROUP to that group's as well.
 */
#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define KIND	0x88b5	/* for experiments, says IEEE 802 */

struct frame {
	struct ether_header header;
	char text[46];
};

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void send_to(int fd, const char *to, const char *text)
{
	struct frame f = { .header.ether_type = htons(KIND) };

	if (!ether_aton_r(to, (void *)f.header.ether_dhost)) {
		fprintf(stderr, "overhear: no address: %s\n", to);
		exit(2);
	}
	f.header.ether_shost[0] = 2;
	strcpy(f.text, text);
	if (send(fd, &f, sizeof(f), 0) != sizeof(f))
		fail("overhear: send");
}

static void join(int fd, int index, const char *what)
{
	struct packet_mreq m = { .mr_ifindex = index, .mr_type = PACKET_MR_PROMISC };

	if (strcmp(what, "all")) {
		m.mr_type = PACKET_MR_MULTICAST;
		m.mr_alen = ETH_ALEN;
		if (!ether_aton_r(what, (void *)m.mr_address))
			exit(2);
	}
	if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof(m)))
		fail("overhear: join");
}

static void listen_to(int fd)
{
	struct frame f;

	setbuf(stdout, NULL);
	puts("listening");
	for (;;) {
		if (recv(fd, &f, sizeof(f), 0) < (ssize_t)sizeof(f))
			fail("overhear: recv");
		if (!strcmp(f.text, "end"))
			return;
		puts(ether_ntoa((void *)f.header.ether_dhost));
	}
}

static void info(int fd, const char *name)
{
	struct ethtool_drvinfo driver = { .cmd = ETHTOOL_GDRVINFO };
	struct ethtool_value link = { .cmd = ETHTOOL_GLINK };
	struct ifreq ifr = { .ifr_data = (void *)&driver };

	strncpy(ifr.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCETHTOOL, &ifr))
		fail("overhear: info");
	ifr.ifr_data = (void *)&link;
	if (ioctl(fd, SIOCETHTOOL, &ifr))
		fail("overhear: info");
	printf("%s at %s, link %u\n", driver.driver, driver.bus_info, link.data);
}

int main(int argc, char **argv)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(KIND) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (argc < 2 || fd < 0) {
		fprintf(stderr, "usage: overhear IF [all | GROUP | info | send MAC...]\n");
		return 2;
	}
	at.sll_ifindex = if_nametoindex(argv[1]);
	if (!at.sll_ifindex || bind(fd, (void *)&at, sizeof(at)))
		fail("overhear");
	if (argc > 2 && !strcmp(argv[2], "info")) {
		info(fd, argv[1]);
	} else if (argc > 2 && !strcmp(argv[2], "send")) {
		for (int i = 3; i < argc; i++)
			send_to(fd, argv[i], "hello");
		send_to(fd, "ff:ff:ff:ff:ff:ff", "end");
	} else {
		if (argc > 2)
			join(fd, at.sll_ifindex, argv[2]);
		listen_to(fd);
	}
	return 0;
}
