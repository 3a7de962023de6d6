// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel of no use: it draws lots, and does to its Host what they say.
 *
 * Most of what it does is nearly right, so that it lives to do some hundred
 * things more; whatever it does, a trap leads back to recover(), which loads good
 * tables and goes on. When it has gone too far it is killed, or stuck, and
 * fuzz.c starts the next one.
 */
#include <lguest/hypercall.h>
#include <lguest/launcher.h>
#include "fuzz.h"

typedef unsigned int u32;

#define KERNEL_CS	0x61
#define KERNEL_DS	0x69
#define USER_CS		0x73
#define USER_DS		0x7b

static struct lguest_data *const data = (void *)VIRT(DATA);
static struct control *const control = (void *)VIRT(CONTROL);
static u32 *const scratch = (void *)VIRT(SCRATCH);

extern char recover[], entry_user[];

static u32 hcall(u32 call, u32 a, u32 b, u32 c)
{
	asm volatile("int %5" : "+a" (call)
		     : "d" (a), "b" (b), "c" (c), "0" (call),
		       "i" (LGUEST_TRAP_ENTRY) : "memory", "cc");
	return call;
}

/* --- Lots */
static u32 draw(void)
{
	u32 x = control->seed | !control->seed;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return control->seed = x;
}

static u32 below(u32 n)
{
	return draw() % n;
}

static int once_in(u32 n)
{
	return !below(n);
}

static u32 boundary(void)
{
	static const u32 bounds[] = {
		0, 1, 2, 3, 4, 7, 8, 31, 32, 33, 63, 64, 255, 256, 257, 1022,
		1023, 1024, 0xfff, 0x1000, 0x1001, 0xffff, 0x10000,
		PHYS(PAGES) - 4096, PHYS(PAGES) - 8, PHYS(PAGES) - 1,
		PHYS(PAGES), PHYS(PAGES) + 1, 0x7fffffff, 0x80000000,
		PAGE_OFFSET - 1, PAGE_OFFSET, 0xff800000, 0xffbfffff,
		0xffc00000, 0xffc00001, 0xfffff000, 0xfffffffc, 0xffffffff,
	};

	return once_in(4) ? draw() : bounds[below(sizeof(bounds) / 4)];
}

/* A page of our memory, and once in a while one that is not. */
static u32 some_page(void)
{
	return once_in(1500) ? draw() >> 12 : below(PAGES);
}

/* --- Pieces of good and bad calls */
static u32 some_directory(void)
{
	return PHYS(PGDIR + below(PGDIRS));
}

static u32 some_entry(void)
{
	return some_page() << 12 | (draw() & 0xe7f) | !once_in(8);
}

static u32 some_address(void)
{
	static const u32 parts[] = {
		0, PAGE_OFFSET, WILD_LOW << 22, WILD_HIGH << 22,
	};

	return parts[below(4)] + (below(PAGES) << 12) + below(4096);
}

static void gate(u32 *lo, u32 *hi, u32 handler, u32 bits)
{
	*lo = (handler & 0xffff) | (KERNEL_CS & ~1) << 16;
	*hi = (handler & 0xffff0000) | bits;
}

/* Breakpoints that may be: on instructions, on one, two or four bytes of data. */
static u32 some_dr7(void)
{
	static const unsigned char kinds[] = { 0x0, 0x1, 0x3, 0x5, 0x7, 0xd, 0xf };
	u32 i, dr7 = draw() & 0x7ff;

	for (i = 0; i < 4; i++)
		dr7 |= kinds[below(sizeof(kinds))] << (16 + 4 * i);
	return dr7;
}

/* A table of descriptors that is good where we stand, and random elsewhere. */
static void spoil_gdt(void)
{
	const u32 *good = (void *)VIRT(GDT);
	u32 *bad = (void *)VIRT(BAD_GDT);
	u32 i;

	for (i = 0; i < 64; i++)
		bad[i] = (i / 2 >= 12 && i / 2 <= 15) ? good[i] : draw();
	if (once_in(60))
		bad[24 + below(8)] ^= 1 << below(32);
}

/* --- Letters to other Guests, and room for theirs */
static u32 some_key(void)
{
	return once_in(3) ? below(20) : PHYS(WIRE) + below(12) * 16;
}

static u32 some_list(void)
{
	return PHYS(DMA) + (once_in(9) ? below(500) * 4 : below(20) * 100);
}

/* Mostly within LETTERS, where what arrives does no harm. */
static void write_list(void)
{
	struct lguest_dma *list = (void *)VIRT(DMA) + below(40) * 100;
	u32 n = below(20), i;

	for (i = 0; i < 16; i++) {
		list->addr[i] = (LETTERS + below(PAGES - LETTERS - 4)) << 12 | below(4096);
		list->len[i] = i >= n ? 0 : once_in(3) ? below(12000) : below(200);
	}
	if (once_in(1000))
		list->addr[below(16)] = boundary();
	list->used_len = once_in(5);
}

/* --- One call that has a meaning */
static void pick_call(struct lguest_ring_entry *call)
{
	u32 a = 0, b = 0, c = 0, nr = below(21);

	switch (nr) {
	case LHCALL_LGUEST_INIT:
	case LHCALL_CRASH:
	case LHCALL_HALT:
		nr = LHCALL_FLUSH_ASYNC;
		break;
	case LHCALL_LOAD_GDT:
		spoil_gdt();
		a = PHYS(once_in(3) ? BAD_GDT : GDT);
		b = once_in(3) ? below(33) : 32;
		break;
	case LHCALL_NEW_PGTABLE:
		a = some_directory();
		break;
	case LHCALL_FLUSH_TLB:
		a = once_in(2);
		break;
	case LHCALL_LOAD_IDT_ENTRY:
		/* What stops random code stays: the timer, and the traps. */
		a = once_in(50) ? below(256) : 33 + below(223);
		gate(&b, &c, once_in(9) ? draw() : (u32)recover,
		     0x8e00 | (draw() & 0x6100));
		if (once_in(9))
			c &= ~0x8000, c ^= draw() & 0x1f00;
		break;
	case LHCALL_SET_STACK:
		a = once_in(20) ? (draw() & 0xfffc) | 1 : KERNEL_DS;
		b = VIRT(TRAP_STACK + 2) - below(3) * 4;
		c = below(3);
		break;
	case LHCALL_TS:
		a = once_in(2);
		break;
	case LHCALL_SET_CLOCKEVENT:
		a = draw() >> (4 + below(28));
		break;
	case LHCALL_BIND_DMA:
		write_list();
		a = some_key();
		b = some_list();
		c = below(20) << 8 | below(32);
		break;
	case LHCALL_SEND_DMA:
		write_list();
		a = some_key();
		b = some_list();
		/* To the Launcher, a rest from time to time is enough. */
		if (a < 20 && !once_in(8))
			nr = LHCALL_GET_WALLCLOCK;
		break;
	case LHCALL_SET_PTE:
		a = some_directory();
		b = some_address();
		c = some_entry();
		break;
	case LHCALL_SET_PMD:
		a = some_directory();
		b = once_in(2) ? WILD_LOW : below(1023);
		break;
	case LHCALL_LOAD_TLS:
		a = PHYS(BAD_GDT) + below(1000) * 4;
		break;
	case LHCALL_SET_DEBUGREG:
		a = once_in(3) ? 7 : below(4);
		b = a < 4 ? some_address() : once_in(2) ? some_dr7() : 0;
		break;
	case LHCALL_SWITCH_PGTABLE:
		a = some_directory();
		break;
	}
	*call = (struct lguest_ring_entry){ nr, a, b, c };
}

static void make_call(void)
{
	struct lguest_ring_entry call;

	pick_call(&call);
	hcall(call.eax, call.edx, call.ebx, call.ecx);
}

/* One thing wrong with it is what a check overlooks more easily than three. */
static void spoil_call(struct lguest_ring_entry *call)
{
	u32 *words[] = { &call->edx, &call->ebx, &call->ecx };

	*words[below(3)] = boundary();
}

static void make_wrong_call(void)
{
	struct lguest_ring_entry call = {
		once_in(9) ? draw() : below(21), boundary(), boundary(), boundary(),
	};

	if (!once_in(3)) {
		pick_call(&call);
		spoil_call(&call);
	}
	hcall(call.eax, call.edx, call.ebx, call.ecx);
}

static void fill_ring(void)
{
	u32 n = below(LGUEST_RING_SIZE + 8);

	while (n--) {
		u32 slot = control->slot++ % LGUEST_RING_SIZE;

		if (data->hcall_status[slot] != LGUEST_RING_FREE)
			break;
		pick_call((struct lguest_ring_entry *)&data->hcalls[slot]);
		if (once_in(1000))
			spoil_call((struct lguest_ring_entry *)&data->hcalls[slot]);
		data->hcall_status[slot] = below(LGUEST_RING_FREE);
	}
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}

/* --- Page tables */
static void touch(u32 address)
{
	volatile u32 *at = (void *)address;

	switch (below(5)) {
	case 0:
		*at = 0x900dc0de;
		break;
	case 1:
		asm volatile("lock; orl $0, %0" : "+m" (*at));
		break;
	case 2:
		if (once_in(40)) {
			((void (*)(void))address)();
			break;
		}
		/* fall through */
	default:
		(void)*at;
	}
}

/* Through the wild table: it maps itself, its directory, and who knows what. */
static void change_page_table(void)
{
	u32 *table = (void *)VIRT(WILD_PTES), n = below(PAGES);
	u32 *directory = (void *)(PAGE_OFFSET + some_directory());
	u32 part = once_in(2) ? WILD_LOW : WILD_HIGH;

	switch (below(8)) {
	case 0:		/* another table, perhaps none at all */
		directory[part] = PHYS(below(once_in(9) ? PAGES : 14)) | (draw() & 0xe7f);
		break;
	case 1:
		directory[part] = PHYS(WILD_PTES) | 0x67;
		break;
	case 2:		/* a large page */
		if (once_in(30))
			directory[part] |= 0x80;
		break;
	default:
		table[n] = some_entry();
	}
	if (once_in(2))
		hcall(LHCALL_SET_PTE, some_directory(), part << 22 | n << 12,
		      once_in(2) ? table[n] : some_entry());
	if (once_in(3))
		hcall(LHCALL_FLUSH_TLB, once_in(2), 0, 0);
	touch(part << 22 | n << 12 | below(1023) * 4);
}

/* --- Registers */
static void load_segment(void)
{
	u32 selector = once_in(2) ? draw() : below(40) << 3 | below(8);

	switch (below(6)) {
	case 0:
		asm volatile("mov %w0, %%ds" : : "r" (selector) : "memory");
		break;
	case 1:
		asm volatile("mov %w0, %%es" : : "r" (selector) : "memory");
		break;
	case 2:
		asm volatile("mov %w0, %%fs" : : "r" (selector));
		break;
	case 3:
		asm volatile("mov %w0, %%gs" : : "r" (selector));
		break;
	case 4:
		if (once_in(10))
			asm volatile("mov %w0, %%ss" : : "r" (selector));
		break;
	case 5:
		asm volatile("lar %w0, %0\n\tlsl %w0, %0\n\tverr %w0\n\tverw %w0"
			     : "+r" (selector) : : "cc");
	}
	/* See whether the Host can still bring us in again. */
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	if (!once_in(8))	/* the next table may not have it */
		asm volatile("mov %0, %%fs\n\tmov %0, %%gs" : : "r" (0));
}

static void load_flags(void)
{
	u32 *from = scratch + 512, *to = scratch + 600;

	asm volatile("push %2\n\tpopf\n\tcmpsb\n\tmov %3, %%eax\n\tint %4\n\t"
		     "push $0x202\n\tpopf"
		     : "+S" (from), "+D" (to)
		     : "r" (draw()), "i" (LHCALL_FLUSH_ASYNC),
		       "i" (LGUEST_TRAP_ENTRY)
		     : "memory", "cc", "eax");
}

/* Leave by an iret that somebody has tampered with, or a far jump. */
static void go_far(u32 eip)
{
	u32 frame[5] = { eip, USER_CS, draw() | 0x200, VIRT(USER_STACK + 1) - 64, USER_DS };

	if (once_in(4))
		frame[1 + below(4)] = boundary();
	if (once_in(6)) {
		u32 far[2] = { eip, once_in(2) ? draw() : below(40) << 3 | below(4) };

		asm volatile("ljmp *%0" : : "m" (far) : "memory");
	}
	if (once_in(3)) {	/* with the Host's help: %eax before the frame */
		asm volatile("mov %0, %%esp\n\tpush $0\n\tmov %1, %%eax\n\tint %2\n\t"
			     "add $4, %%esp\n\tiret"
			     : : "r" (frame), "i" (LHCALL_IRET),
			         "i" (LGUEST_TRAP_ENTRY) : "memory");
	}
	if (once_in(3)) {	/* from a page fault: its error code in between */
		data->cr2 = some_address();
		asm volatile("mov %0, %%esp\n\tpush %1\n\tpush $0\n\tmov %2, %%eax\n\t"
			     "int %3\n\tadd $8, %%esp\n\tiret"
			     : : "r" (frame), "r" (draw() & 7), "i" (LHCALL_FILL),
			         "i" (LGUEST_TRAP_ENTRY) : "memory");
	}
	asm volatile("mov %0, %%esp\n\tiret" : : "r" (frame) : "memory");
}

/* --- Code that nobody wrote */
static void draw_code(void)
{
	static const unsigned char tries[][4] = {
		{ 0x0f, 0x20, 0xc0 }, { 0x0f, 0x22, 0xc0 }, /* mov cr0 */
		{ 0x0f, 0x22, 0xd8 }, { 0x0f, 0x20, 0xd8 }, /* cr3 */
		{ 0x0f, 0x22, 0xe0 }, { 0x0f, 0x20, 0xe0 }, /* cr4 */
		{ 0x0f, 0x23, 0xf8 }, { 0x0f, 0x21, 0xf0 }, /* dr7, dr6 */
		{ 0x0f, 0x30 }, { 0x0f, 0x32 }, { 0x0f, 0x33 }, /* wrmsr rdmsr rdpmc */
		{ 0x0f, 0x01, 0x10 }, { 0x0f, 0x01, 0x18 }, /* lgdt lidt */
		{ 0x0f, 0x00, 0xd0 }, { 0x0f, 0x00, 0xd8 }, /* lldt ltr */
		{ 0x0f, 0x01, 0xf0 }, { 0x0f, 0x06 }, { 0x0f, 0x09 }, /* lmsw clts wbinvd */
		{ 0x0f, 0x01, 0x38 }, { 0x0f, 0x01, 0xd1 }, /* invlpg xsetbv */
		{ 0x0f, 0x34 }, { 0x0f, 0x35 }, { 0x0f, 0x05 }, /* sysenter sysexit syscall */
		{ 0xf4 }, { 0xfa }, { 0xfb }, { 0xcf }, { 0xcb }, /* hlt cli sti iret lret */
		{ 0xe4, 0x60 }, { 0xe6, 0x64 }, { 0x66, 0xed }, { 0x6c }, { 0x6e }, /* ports */
		{ 0xcc }, { 0xce }, { 0xf1 }, { 0x0f, 0x0b }, /* int3 into icebp ud2 */
		{ 0xf7, 0xf0 }, { 0xd9, 0xe8 }, { 0x0f, 0x28, 0xc1 }, /* div fld1 movaps */
		{ 0x0f, 0x01, 0xc1 }, { 0x0f, 0xa2 }, { 0x0f, 0x31 }, /* vmcall cpuid rdtsc */
	};
	unsigned char *code = (void *)scratch;
	u32 i, n = below(6);

	for (i = 0; i < 60; i++)
		code[i] = draw();
	for (i = 0; i < n; i++) {
		const unsigned char *try = tries[below(sizeof(tries) / 4)];
		u32 at = below(10), j;

		for (j = 0; j < 4 && (try[j] || !j); j++)
			code[at + j] = try[j];
	}
	if (once_in(3)) {
		code[0] = 0xcd;		/* int */
		code[1] = draw();
	}
}

static void __attribute__((noinline)) run_code(void)
{
	u32 at = (once_in(2) ? VIRT(SCRATCH) : PHYS(SCRATCH));

	draw_code();
	hcall(LHCALL_SET_CLOCKEVENT, 100000, 0, 0);
	if (once_in(2))
		go_far(at);
	asm volatile("mov %0, %%eax\n\tmov %1, %%edi\n\tmov %2, %%esi\n\t"
		     "mov %%eax, %%ebx\n\tmov %3, %%edx\n\tmov %2, %%ebp\n\tjmp *%%eax"
		     : : "r" (at), "i" (VIRT(BAD_GDT)), "i" (VIRT(DMA)),
		         "i" (VIRT(BAD_GDT) + 2048) : "memory");
}

/* --- What is the Host's */
static void visit_switcher(void)
{
	struct { unsigned short limit; u32 base; } __attribute__((packed)) table;
	volatile u32 *regs;
	u32 i;

	asm volatile("sgdt %0" : "=m" (table));
	regs = (void *)((table.base & ~4095u) + 4096);
	for (i = 0; i < 1024; i++)
		regs[i] = draw();
	if (once_in(100))
		touch(0xffc00000 | draw());
}

static void scribble_on_data(void)
{
	switch (below(6)) {
	case 0:
		data->irq_enabled = draw();
		break;
	case 1:
		data->irq_pending = draw();
		break;
	case 2:
		data->blocked_interrupts = draw() & draw() & ~1u;
		break;
	case 3:
		data->noirq_start = some_address();
		data->noirq_end = some_address();
		break;
	case 4:
		data->tsc_khz = once_in(2) ? 0 : draw();
		break;
	case 5:
		if (once_in(20))
			data->hcall_status[below(LGUEST_RING_SIZE)] = draw();
	}
}

static void sleep_a_little(void)
{
	hcall(LHCALL_SET_CLOCKEVENT, 20000 + below(100000), 0, 0);
	hcall(LHCALL_HALT, 0, 0, 0);
}

/* --- One thing after the other */
static void do_something(void)
{
	u32 lot = below(1000);

	if (lot < 300)
		make_call();
	else if (lot < 600)
		fill_ring();
	else if (lot < 800)
		change_page_table();
	else if (lot < 840)
		load_segment();
	else if (lot < 860)
		load_flags();
	else if (lot < 890)
		go_far((u32)entry_user);
	else if (lot < 930)
		run_code();
	else if (lot < 940)
		visit_switcher();
	else if (lot < 980)
		scribble_on_data();
	else if (lot < 983)
		sleep_a_little();
	else if (lot < 993)
		make_wrong_call();
}

static void __attribute__((noreturn, used)) go_on(void)
{
	data->irq_enabled = 0x200;
	data->blocked_interrupts = 0;
	data->noirq_start = data->noirq_end = 0;
	while (control->left && control->left--)
		do_something();
	hcall(LHCALL_CRASH, 0, LGUEST_END_POWEROFF, 0);
	for (;;)
		;
}

/* In ring 3, with a program's means. */
static void __attribute__((noreturn, used)) be_user(void)
{
	u32 n = below(6);

	while (n--) {
		switch (below(8)) {
		case 0:
			hcall(below(21), boundary(), boundary(), boundary());
			break;
		case 1:
			load_segment();
			break;
		case 2:
			load_flags();
			break;
		case 3:
			touch(0xffc00000 | draw());
			break;
		case 4:
			touch(boundary() & ~3u);
			break;
		default:
			touch(some_address() & ~3u);
		}
	}
	draw_code();
	((void (*)(void))PHYS(SCRATCH))();
	for (;;)
		asm volatile("int $0x80");
}

static void __attribute__((noreturn, used)) begin(void)
{
	u32 i, lo, hi;

	hcall(LHCALL_LGUEST_INIT, PHYS(DATA), 0, 0);
	hcall(LHCALL_SEND_DMA, HELLO_KEY, PHYS(DMA), 0);
	hcall(LHCALL_LOAD_GDT, PHYS(GDT), 32, 0);
	hcall(LHCALL_NEW_PGTABLE, PHYS(PGDIR), 0, 0);
	hcall(LHCALL_SET_STACK, KERNEL_DS, VIRT(TRAP_STACK + 2), 2);
	for (i = 0; i < 256; i++) {
		u32 type = i < 32 || once_in(2) ? 0x8e00 : 0x8f00;

		if (i == 3 || i == 4 || i == 0x80)
			type |= 0x6000;
		gate(&lo, &hi, (u32)recover, type);
		hcall(LHCALL_LOAD_IDT_ENTRY, i, lo, hi);
	}
	go_on();
}

/*
 * Where we begin, and where every trap and interrupt leads. The first steps
 * need no memory and no segment; the descriptors they load are good ones.
 */
asm(".section .start, \"ax\"\n"
    "	.ascii	\"GenuineLguest\"\n"
    "	.globl	_start\n"
    "_start:\n"
    "	xorl	%eax, %eax\n"
    "	movl	%eax, %fs\n"
    "	movl	$0xC0016000, %esp\n"
    "	jmp	begin\n"
    "recover:\n"
    "	xorl	%eax, %eax\n"			/* no live descriptor */
    "	movl	%eax, %ds\n"
    "	movl	%eax, %es\n"
    "	movl	%eax, %fs\n"
    "	movl	%eax, %gs\n"
    "	movl	$3, %eax\n"			/* LOAD_GDT */
    "	movl	$0x10000, %edx\n"
    "	movl	$32, %ebx\n"
    "	int	$0x1f\n"
    "	movl	$0x69, %eax\n"
    "	movl	%eax, %ds\n"
    "	movl	%eax, %es\n"
    "	movl	%eax, %ss\n"
    "	movl	$0xC0016000, %esp\n"
    "	pushl	$2\n"
    "	popfl\n"
    "	jmp	go_on\n"
    "entry_user:\n"
    "	movl	$0x7b, %eax\n"
    "	movl	%eax, %ds\n"
    "	movl	%eax, %es\n"
    "	cld\n"
    "	jmp	be_user\n"
    "	.text\n");

_Static_assert(VIRT(STACK + 2) == 0xC0016000, "the stack in the assembler");
_Static_assert(PHYS(GDT) == 0x10000, "the table in the assembler");
