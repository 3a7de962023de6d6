// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gates.  A vector and a wish go in, and the gate comes out that the CPU sees
 * while the Guest runs.  It must lead into the Switcher, with interrupts off,
 * or into the Guest's kernel, in ring 1 and with interrupts as they are.
 *
 * promises about: gate_present direct_possible stub_dpl real_gate host_only
 * promises about: gate_acceptable
 */
#include "target.h"

enum { WORDS = 4 };

/* Messages to the Host, and what it has to do itself. */
static bool is_hosts(unsigned int vector)
{
	return vector == 2 || vector == 8 || vector == 18 || vector == 0x1F;
}

/* Interrupts of the Host's devices: no program may make one. */
static bool is_device(unsigned int vector)
{
	return vector >= 32 && vector != 0x80;
}

static void attempt(const u32 *w)
{
	unsigned int vector = w[0] % 256;
	u32 stub = w[3], real[2];
	gate_desc want, gate;
	unsigned int offset, selector, type, dpl;
	bool wanted = w[2] & 0x8000;
	unsigned int wanted_type = w[2] >> 8 & 0x1F, wanted_dpl = w[2] >> 13 & 3;

	memcpy(&want, w + 1, sizeof(want));
	promise(gate_present(&want) == wanted);
	promise(host_only(vector) == is_hosts(vector));
	promise(gate_acceptable(&want) ==
		(!wanted || wanted_type == 0x0E || wanted_type == 0x0F));

	/* The Host installs no other than these. */
	if (!gate_acceptable(&want) || (is_hosts(vector) && wanted))
		return;
	gate = real_gate(vector, &want, stub);
	memcpy(real, &gate, sizeof(real));
	offset = (real[0] & 0xFFFF) | (real[1] & 0xFFFF0000);
	selector = real[0] >> 16;
	type = real[1] >> 8 & 0x1F;
	dpl = real[1] >> 13 & 3;

	promise(real[1] & 0x8000);
	promise(!(real[1] & 0xFF));
	promise(direct_possible(vector, &want) == (selector != 32 * 8));
	if (selector == 32 * 8) {
		/* into the Switcher: at the right place, interrupts off */
		promise(offset == stub);
		promise(type == 0x0E);
		/* on purpose only where a program natively may, and ring 1 calls */
		if (vector == 0x1F)
			promise(dpl == 1);
		else if (vector == 3 || vector == 4 || vector == 0x80)
			promise(dpl == (wanted ? wanted_dpl : 0));
		else
			promise(dpl == 0);
		return;
	}
	/* straight into the Guest: ring 1, and the real IF stays as it is */
	promise(selector == 0x61);
	promise(type == 0x0F && wanted && wanted_type == 0x0F);
	promise(!is_hosts(vector) && !is_device(vector));
	/* debug, protection and page faults: there the Host has to look */
	promise(vector != 1 && vector != 13 && vector != 14);
	promise(offset == ((w[1] & 0xFFFF) | (w[2] & 0xFFFF0000)));
	promise(dpl == wanted_dpl);
}

/* All vectors, each with all of the byte with type, DPL and P. */
static void enumerate(void)
{
	for (u32 vector = 0; vector < 256; vector++)
		for (u32 i = 0; i < 0x10000; i += i & 0xFF ? 0x55 : 1)
			attempt((u32[]) { vector, 0x00601234, i | 0xC0560000,
					  0xFFC00078 + vector * 8 });
	/* a system call goes straight, or the whole thing is for nothing */
	for (u32 dpl = 0; dpl < 4; dpl++) {
		u32 w[2] = { 0x00601234, 0xC0568F00 | dpl << 13 };
		gate_desc want;

		memcpy(&want, w, sizeof(want));
		promise(direct_possible(0x80, &want));
		want = real_gate(0x80, &want, 0xFFC00000);
		promise(gate_offset(&want) == 0xC0561234);
		promise(stub_dpl(0x80, &want) == dpl);
	}
}

TARGET
