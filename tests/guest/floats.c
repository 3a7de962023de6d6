// SPDX-License-Identifier: GPL-2.0-only
/*
 * floats - floating point in several processes at once
 *
 * Each process has rounding, precision and numbers of its own, keeps them in
 * the registers while it gives the processor away, and computes on. It prints a
 * digest of all bits it got, and how often a register came back changed.
 *
 *	floats x87|sse2|avx [PROCESSES [ROUNDS]]
 *	floats anyway		uses AVX and XSAVE without asking, and says what came
 */
#include <cpuid.h>
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t digest = 0xcbf29ce484222325;
static unsigned int changed;

static void add(const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len--)
		digest = (digest ^ *p++) * 0x100000001b3;
}

static void x87_round(unsigned int id, unsigned int round)
{
	/* All exceptions masked; precision and rounding differ by process. */
	static const uint16_t precisions[] = { 0x000, 0x200, 0x300 };
	uint16_t control = 0x7f | precisions[id % 3] | (id & 3) << 10;
	double seed = 1.0 + id / 7.0 + round / 1000.0;
	struct { uint32_t env[7]; unsigned char st[8][10]; } before, after;

	asm volatile("fninit\n\tfldcw %0\n\tfldl %1\n\t"
		     "fld %%st\n\tfsqrt\n\t"
		     "fld %%st(1)\n\tfsin\n\t"
		     "fld %%st(2)\n\tfptan\n\tfstp %%st\n\t"
		     "fldln2\n\tfld %%st(4)\n\tfyl2x\n\t"
		     "fldpi\n\tfdiv %%st(5), %%st\n\t"
		     "fld1\n\tfld %%st(6)\n\tfpatan\n\t"
		     : : "m" (control), "m" (seed));
	asm volatile("fnsave %0\n\tfrstor %0" : "+m" (before));
	/* Others compute now, with the same registers. */
	for (int i = 0; i < 4; i++) {
		int ret = 158;	/* sched_yield, without a library in between */

		asm volatile("int $0x80" : "+a" (ret) : : "memory");
	}
	asm volatile("fnsave %0" : "=m" (after));
	/* Where the last instruction and its operand were is nobody's business. */
	memset(before.env + 3, 0, 16);
	memset(after.env + 3, 0, 16);
	changed += !!memcmp(&before, &after, sizeof(before));
	/* Of the environment, what its unused halves hold is not promised. */
	for (int i = 0; i < 3; i++)
		add(&after.env[i], 2);
	add(after.st, sizeof(after.st));
}

static void sse2_round(unsigned int id, unsigned int round)
{
	uint32_t mxcsr = 0x1f80 | (id & 3) << 13 | (id & 4 ? 0x8040 : 0), got;
	double in[16], out[16];
	struct { char bytes[128]; } before, after;

	for (int i = 0; i < 16; i++)
		in[i] = (1.0 + id) / (i + 3.0) + round * 1e-5;
	asm volatile("ldmxcsr %0\n\t"
		     "movupd %1, %%xmm0\n\tmovupd 16+%1, %%xmm1\n\t"
		     "movupd 32+%1, %%xmm2\n\tmovupd 48+%1, %%xmm3\n\t"
		     "movupd 64+%1, %%xmm4\n\tmovupd 80+%1, %%xmm5\n\t"
		     "movupd 96+%1, %%xmm6\n\tmovupd 112+%1, %%xmm7\n\t"
		     "sqrtpd %%xmm0, %%xmm0\n\tdivpd %%xmm1, %%xmm2\n\t"
		     "mulpd %%xmm2, %%xmm3\n\taddpd %%xmm3, %%xmm4\n\t"
		     "cvtpd2ps %%xmm4, %%xmm5\n\tsqrtps %%xmm5, %%xmm6\n\t"
		     "cvtpd2dq %%xmm7, %%xmm1\n\tdivsd %%xmm0, %%xmm7\n\t"
		     : : "m" (mxcsr), "o" (*(struct { double d[16]; } *)in));
#define XMM(op, to)	op " %%xmm0, " to "\n\t" op " %%xmm1, 16+" to "\n\t" \
			op " %%xmm2, 32+" to "\n\t" op " %%xmm3, 48+" to "\n\t" \
			op " %%xmm4, 64+" to "\n\t" op " %%xmm5, 80+" to "\n\t" \
			op " %%xmm6, 96+" to "\n\t" op " %%xmm7, 112+" to "\n\t"
	asm volatile(XMM("movups", "%0") : "=o" (before));
	for (int i = 0; i < 4; i++) {
		int ret = 158;

		asm volatile("int $0x80" : "+a" (ret) : : "memory");
	}
	asm volatile(XMM("movups", "%0") "stmxcsr %1" : "=o" (after), "=m" (got));
	changed += !!memcmp(&before, &after, sizeof(before));
	changed += (got & 0xffc0) != (mxcsr & 0xffc0);
	memcpy(out, &after, sizeof(out));
	add(out, sizeof(out));
	add(&got, sizeof(got));
}

/* What a program sees that asks the CPU and nobody else, as libraries do. */
static bool avx_offered(void)
{
	unsigned int a, b, c, d, low, high;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX))
		return false;
	asm volatile("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
	return (low & 6) == 6;
}

static void avx_round(unsigned int id, unsigned int round)
{
	uint32_t in[8], out[8];

	for (int i = 0; i < 8; i++)
		in[i] = id << 24 | round << 8 | i;
	asm volatile("vmovdqu %0, %%ymm5" : : "m" (*(struct { uint32_t w[8]; } *)in));
	for (int i = 0; i < 4; i++) {
		int ret = 158;

		asm volatile("int $0x80" : "+a" (ret) : : "memory");
	}
	asm volatile("vmovdqu %%ymm5, %0" : "=m" (*(struct { uint32_t w[8]; } *)out));
	changed += !!memcmp(in, out, sizeof(in));
	add(out, sizeof(out));
}

static sigjmp_buf back;

static void jump_back(int sig)
{
	siglongjmp(back, sig);
}

static void read_xcr0(void)
{
	asm volatile("xgetbv" : : "c" (0) : "eax", "edx");
}

static void use_ymm(void)
{
	asm volatile("vpxor %%xmm1, %%xmm1, %%xmm1\n\tvmovdqu %%ymm1, %%ymm2" : : : "memory");
}

static void save_extended(void)
{
	static char area[4096] __attribute__((aligned(64)));

	asm volatile("xsave %0" : "+m" (area) : "a" (7), "d" (0));
}

static int anyway(void)
{
	static const struct {
		const char *what;
		void (*go)(void);
	} tries[] = {
		{ "xgetbv", read_xcr0 }, { "a ymm register", use_ymm }, { "xsave", save_extended },
	};

	signal(SIGILL, jump_back);
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		if (sigsetjmp(back, 1)) {
			printf("%s: SIGILL\n", tries[i].what);
			continue;
		}
		tries[i].go();
		printf("%s: works\n", tries[i].what);
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int processes = argc > 2 ? atoi(argv[2]) : 8;
	unsigned int rounds = argc > 3 ? atoi(argv[3]) : 500;
	const char *what = argc > 1 ? argv[1] : "";
	void (*one_round)(unsigned int, unsigned int);
	bool bad = false;
	int pipes[64][2];

	if (!strcmp(what, "anyway"))
		return anyway();
	if (!strcmp(what, "x87"))
		one_round = x87_round;
	else if (!strcmp(what, "sse2"))
		one_round = sse2_round;
	else if (!strcmp(what, "avx"))
		one_round = avx_round;
	else
		processes = 0;
	if (!processes || processes > 64) {
		fprintf(stderr, "usage: floats x87|sse2|avx [PROCESSES [ROUNDS]], or anyway\n");
		return 2;
	}
	if (one_round == avx_round && !avx_offered()) {
		printf("avx is not offered\n");
		return 0;
	}

	for (unsigned int id = 0; id < processes; id++) {
		if (pipe(pipes[id]))
			return 1;
		if (fork())
			continue;
		for (unsigned int round = 0; round < rounds; round++)
			one_round(id, round);
		asm volatile("fninit");
		dprintf(pipes[id][1], "%u %016llx %u", id,
			(unsigned long long)digest, changed);
		_exit(changed != 0);
	}
	for (unsigned int id = 0; id < processes; id++) {
		char line[100] = "";
		int status;

		close(pipes[id][1]);
		if (read(pipes[id][0], line, sizeof(line) - 1) <= 0)
			strcpy(line, "no answer");
		printf("%s %s\n", what, line);
		wait(&status);
		bad |= status != 0;
	}
	return bad;
}
