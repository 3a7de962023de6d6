// SPDX-License-Identifier: GPL-2.0-only
/* noise SEED BYTES - bytes that look random, the same for the same seed */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	static uint64_t block[8192];
	uint64_t x = 0x9e3779b97f4a7c15;
	unsigned long left;

	if (argc != 3) {
		fprintf(stderr, "usage: noise SEED BYTES\n");
		return 2;
	}
	x *= 2 * strtoul(argv[1], NULL, 10) + 1;
	left = strtoul(argv[2], NULL, 10);
	while (left) {
		size_t part = left < sizeof(block) ? left : sizeof(block);

		for (size_t i = 0; i < sizeof(block) / sizeof(*block); i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			block[i] = x;
		}
		if (fwrite(block, 1, part, stdout) != part) {
			perror("noise");
			return 1;
		}
		left -= part;
	}
	if (fflush(stdout)) {
		perror("noise");
		return 1;
	}
	return 0;
}
