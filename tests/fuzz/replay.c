// SPDX-License-Identifier: GPL-2.0-only
/*
 * replay SEED TRIES [FILE]... - a target without libFuzzer: everything it can
 * enumerate, the files, and TRIES times some numbers near the borders that
 * numbers tend to have.  No promise broken: exit status 0.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t state;

static uint32_t draw(void)
{
	/* Knuth's linear generator of 64 bits, of which the upper half is good */
	state = state * 6364136223846793005u + 1442695040888963407u;
	return state >> 32;
}

/* A border, or somewhere else, and some steps away from there. */
static uint32_t number(void)
{
	static const uint32_t borders[] = {
		0, 4, 32, 256, 0x60, 0x70, 0x78, 0x1000, 0x2000, 0x10000,
		0x100000, 0x400000, 0xC0000, 0xC0000000, 0xFFC00000,
	};
	uint32_t base = draw();

	switch (draw() % 4) {
	case 0:
		return base >> draw() % 32;
	case 1:
		return base;
	default:
		base = borders[draw() % (sizeof(borders) / sizeof(*borders))];
		return base + draw() % 17 - 8;
	}
}

int main(int argc, char **argv)
{
	static uint8_t data[1 << 16];
	long tries;

	if (argc < 3) {
		fprintf(stderr, "usage: replay SEED TRIES [FILE]...\n");
		return 2;
	}
	state = strtoull(argv[1], NULL, 0);
	tries = strtol(argv[2], NULL, 0);
	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 3; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");

		if (!file) {
			perror(argv[i]);
			return 2;
		}
		LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof(data), file));
		fclose(file);
	}
	while (tries--) {
		uint32_t words[40];

		for (int i = 0; i < 40; i++)
			words[i] = number();
		LLVMFuzzerTestOneInput((uint8_t *)words, sizeof(words));
	}
	return 0;
}
