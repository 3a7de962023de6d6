// SPDX-License-Identifier: GPL-2.0-only
/*
 * leaves - what cpuid says, leaf by leaf: to the kernel, and to a program
 *
 *	leaves LEAF...		"kernel LEAF EAX EBX ECX EDX", as /dev/cpu/0/cpuid
 *				has it, and "raw" with what the instruction says
 */
#include <cpuid.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = open("/dev/cpu/0/cpuid", O_RDONLY);
	uint32_t r[4];

	if (fd < 0) {
		perror("/dev/cpu/0/cpuid");
		return 1;
	}
	for (int i = 1; i < argc; i++) {
		uint32_t leaf = strtoul(argv[i], NULL, 16);

		/* Where one reads says which leaf; the upper half, which of it. */
		if (pread64(fd, r, sizeof(r), leaf) != sizeof(r)) {
			perror(argv[i]);
			return 1;
		}
		printf("kernel %08x %08x %08x %08x %08x\n", leaf, r[0], r[1], r[2], r[3]);
		__cpuid_count(leaf, 0, r[0], r[1], r[2], r[3]);
		printf("raw %08x %08x %08x %08x %08x\n", leaf, r[0], r[1], r[2], r[3]);
	}
	return 0;
}
