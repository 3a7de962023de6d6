// SPDX-License-Identifier: GPL-2.0-only
/*
 * traps - what a program gets for every wrong thing it can do
 *
 * Each snippet runs in a process of its own. A line for each says which signal
 * came, with which si_code and si_addr, what the trap was, and where it
 * happened ("+2" is the third byte of the snippet), or that none came.
 * "traps returns" tries only what returns to another segment, "traps except
 * WORDS..." leaves out every snippet whose name begins with one of these.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE_OFFSET	0xC0000000u
#define PAGE		4096u
#define LAST_PDE	0xFFC00000u
/* "It was a fetch": told by a CPU with SMEP on only, which no Guest has. */
#define PF_FETCH	0x10

struct snippet {
	const char *what;
	const char *start, *end;
};

extern const struct snippet __start_snippets[], __stop_snippets[];

#define SNIPPET(what, code)						\
	asm(".pushsection .text\n771:\n" code "\nret\n772:\n"		\
	    ".popsection\n"						\
	    ".pushsection .rodata\n773: .asciz \"" what "\"\n"		\
	    ".popsection\n"						\
	    ".pushsection snippets, \"aw\"\n.long 773b, 771b, 772b\n"	\
	    ".popsection")

/* Arithmetic */
SNIPPET("divide by zero", "xorl %ecx, %ecx; idivl %ecx");
SNIPPET("divide, the quotient too large", "movl $0x80000000, %eax; cltd; movl $-1, %ecx; idivl %ecx");
SNIPPET("divide a byte by zero", "movb $0, %cl; divb %cl");
SNIPPET("aam by zero", ".byte 0xd4, 0");
SNIPPET("into with the overflow flag", "movl $0x7fffffff, %eax; incl %eax; into");
SNIPPET("into without it", "xorl %eax, %eax; into");
SNIPPET("bound, outside", "pushl $20; pushl $10; movl $21, %eax; bound %eax, (%esp); addl $8, %esp");
SNIPPET("bound, inside", "pushl $20; pushl $10; movl $15, %eax; bound %eax, (%esp); addl $8, %esp");
SNIPPET("x87 divide by zero, unmasked",
	"pushl $0x137b; fldcw (%esp); fldz; fld1; fdivp %st, %st(1); fwait; popl %eax");
SNIPPET("x87 invalid operation, unmasked",
	"pushl $0x137e; fldcw (%esp); fldz; fldz; fdivp %st, %st(1); fwait; popl %eax");
SNIPPET("x87 divide by zero, masked", "fninit; fldz; fld1; fdivp %st, %st(1); fwait; fninit");

/* Memory */
SNIPPET("read 0", "xorl %eax, %eax; movl (%eax), %eax");
SNIPPET("write 0x123", "movl %eax, 0x123");
SNIPPET("jump to 0", "xorl %eax, %eax; jmp *%eax");
SNIPPET("jump to 0x123", "movl $0x123, %eax; jmp *%eax");
SNIPPET("read the kernel's first page", "movl 0xc0000000, %eax");
SNIPPET("read the kernel's text", "movl 0xc0100000, %eax");
SNIPPET("write the kernel's text", "movl %eax, 0xc0100000");
SNIPPET("call the kernel's text", "movl $0xc0100000, %eax; call *%eax");
SNIPPET("read a word across the border", "movl 0xbffffffe, %eax");
SNIPPET("read the last 4 MiB", "movl 0xffc00000, %eax");
SNIPPET("write the last 4 MiB", "movl %eax, 0xffc00000");
SNIPPET("call the last 4 MiB", "movl $0xffc00000, %eax; call *%eax");
SNIPPET("read the last page", "movl 0xfffff000, %eax");
SNIPPET("read the last byte", "movb 0xffffffff, %al");
SNIPPET("write its own text", "movl $1f, %eax; 1: movb $0x90, (%eax)");
SNIPPET("a system call with a kernel address",
	"movl $4, %eax; movl $1, %ebx; movl $0xc0100000, %ecx; movl $4, %edx; int $0x80");
SNIPPET("a stack pointer of 0, and push", "movl %esp, %ecx; xorl %esp, %esp; pushl %eax; movl %ecx, %esp");

/* Instructions that are the kernel's */
SNIPPET("cli", "cli");
SNIPPET("sti", "sti");
SNIPPET("hlt", "hlt");
SNIPPET("inb 0x80", "inb $0x80, %al");
SNIPPET("inl %dx", "movw $0x3f8, %dx; inl %dx, %eax");
SNIPPET("inw %dx", "movw $0x3f8, %dx; inw %dx, %ax");
SNIPPET("outb 0x80", "outb %al, $0x80");
SNIPPET("outb %dx", "movw $0x3f8, %dx; movb $33, %al; outb %al, %dx");
SNIPPET("outl %dx", "movw $0xcf8, %dx; outl %eax, %dx");
SNIPPET("insb", "subl $16, %esp; movl %esp, %edi; movw $0x3f8, %dx; insb; addl $16, %esp");
SNIPPET("outsb", "movl %esp, %esi; movw $0x3f8, %dx; outsb");
SNIPPET("lgdt", "lgdt (%esp)");
SNIPPET("lidt", "lidt (%esp)");
SNIPPET("lldt", "xorl %eax, %eax; lldt %ax");
SNIPPET("ltr", "movl $0x80, %eax; ltr %ax");
SNIPPET("mov %cr0", "movl %cr0, %eax");
SNIPPET("mov to %cr0", "movl %eax, %cr0");
SNIPPET("mov %cr2", "movl %cr2, %eax");
SNIPPET("mov %cr3", "movl %cr3, %eax");
SNIPPET("mov to %cr3", "movl %eax, %cr3");
SNIPPET("mov %cr4", "movl %cr4, %eax");
SNIPPET("mov %dr7", "movl %db7, %eax");
SNIPPET("mov to %dr7", "movl %eax, %db7");
SNIPPET("clts", "clts");
SNIPPET("lmsw", "movl $1, %eax; lmsw %ax");
SNIPPET("invlpg", "invlpg (%esp)");
SNIPPET("invd", "invd");
SNIPPET("wbinvd", "wbinvd");
SNIPPET("rdmsr", "movl $0x10, %ecx; rdmsr");
SNIPPET("wrmsr", "movl $0x10, %ecx; wrmsr");
SNIPPET("rdpmc", "xorl %ecx, %ecx; rdpmc");
SNIPPET("rdtsc", "rdtsc");
SNIPPET("sysexit", "movl %esp, %ecx; movl $1f, %edx; sysexit; 1:");
SNIPPET("rsm", "rsm");
SNIPPET("vmcall", "vmcall");
SNIPPET("vmmcall", "vmmcall");
SNIPPET("popf with IF clear and IOPL 3",
	"pushfl; popl %eax; movl %eax, %ecx; andl $~0x200, %ecx; orl $0x3000, %ecx;"
	"pushl %ecx; popfl; pushfl; popl %ecx; xorl %ecx, %eax; andl $0x3200, %eax;"
	"jz 1f; ud2; 1:");
SNIPPET("interrupts are on, IOPL is 0",
	"pushfl; popl %eax; andl $0x3200, %eax; cmpl $0x200, %eax; je 1f; ud2; 1:");

/* Instructions that are nobody's */
SNIPPET("ud2", "ud2");
SNIPPET("0f ff", ".byte 0x0f, 0xff");
SNIPPET("lock on a register", ".byte 0xf0, 0x01, 0xc0");
SNIPPET("a very long instruction",
	".byte 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90");
SNIPPET("arpl", "movl $3, %eax; movl $8, %ecx; arpl %ax, %cx");

/* Breakpoints and steps */
SNIPPET("int3", "int3");
SNIPPET("int $3", ".byte 0xcd, 3");
SNIPPET("icebp", ".byte 0xf1");
SNIPPET("one single step", "pushfl; orl $0x100, (%esp); popfl; nop; nop");
SNIPPET("a single step over a system call",
	"pushfl; orl $0x100, (%esp); movl $20, %eax; popfl; int $0x80; nop; nop");
SNIPPET("nested task flag", "pushfl; orl $0x4000, (%esp); popfl; pushfl; andl $~0x4000, (%esp); popfl");
SNIPPET("alignment checks on, a word at an odd address",
	"pushfl; orl $0x40000, (%esp); popfl; movl 1(%esp), %eax; pushfl; andl $~0x40000, (%esp); popfl");

/* Segments: a kernel has RPL 0 or 1, neither may be had */
SNIPPET("%ds = kernel data", "movl $0x68, %eax; movl %eax, %ds");
SNIPPET("%ds = kernel data, RPL 1", "movl $0x69, %eax; movl %eax, %ds");
SNIPPET("%es = kernel code", "movl $0x60, %eax; movl %eax, %es");
SNIPPET("%es = kernel code, RPL 1", "movl $0x61, %eax; movl %eax, %es");
SNIPPET("%fs = user code", "movl $0x73, %eax; movl %eax, %fs; xorl %eax, %eax; movl %eax, %fs");
SNIPPET("%fs = a selector past the table", "movl $0xfffb, %eax; movl %eax, %fs");
SNIPPET("%fs = an LDT selector", "movl $0x7, %eax; movl %eax, %fs");
SNIPPET("%fs = 0, and its use", "xorl %eax, %eax; movl %eax, %fs; movl %fs:(%esp), %eax");
SNIPPET("%gs = the TSS", "movl $0x80, %eax; movl %eax, %gs");
SNIPPET("%ss = 0", "xorl %eax, %eax; movl %eax, %ss");
SNIPPET("%ss = user code", "movl $0x73, %eax; movl %eax, %ss");
SNIPPET("far jump to kernel code", "ljmp $0x60, $0xc0100000");
SNIPPET("far jump to kernel code, RPL 1", "ljmp $0x61, $0xc0100000");
SNIPPET("far jump to user data", "ljmp $0x7b, $0");
SNIPPET("far jump past the table", "ljmp $0xfff3, $0");
SNIPPET("far jump to the TSS", "ljmp $0x80, $0");

/*
 * Returns. QEMU 7.2 reads the frame of a ring 3 lret or iret as the kernel
 * would, which on a Host with SMAP is a page fault that a CPU would not give.
 * So these are for machines without it.
 */
SNIPPET("return: far call to user code", "lcall $0x73, $1f; jmp 2f; 1: lret; 2:");
SNIPPET("return: far return to kernel code", "pushl $0x60; pushl $0xc0100000; lret");
SNIPPET("return: iret to kernel code", "pushfl; pushl $0x60; pushl $0xc0100000; iret");
SNIPPET("return: iret to kernel code, RPL 1", "pushfl; pushl $0x61; pushl $0xc0100000; iret");
SNIPPET("return: iret to user code", "pushfl; pushl $0x73; pushl $1f; iret; 1:");

/* System calls */
SNIPPET("int $0x80 getppid", "movl $64, %eax; int $0x80");
SNIPPET("a system call that there is not",
	"movl $9999, %eax; int $0x80; cmpl $-38, %eax; je 1f; ud2; 1:");
SNIPPET("a system call through the vDSO",
	"movl $20, %eax; call *%gs:0x10; testl %eax, %eax; jg 1f; ud2; 1:");

static uint32_t own_gs, own_ds;
static const struct snippet *now;

/* An address in words that do not depend on where the program was linked. */
static const char *place(uint32_t addr)
{
	static char text[4][24];
	static int n;
	char *to = text[n++ & 3];
	uint32_t start = (uintptr_t)now->start, end = (uintptr_t)now->end;

	if (addr >= start && addr < end)
		sprintf(to, "+%u", addr - start);
	else
		sprintf(to, "%#x", addr);
	return to;
}

static int trap_error(const greg_t *regs)
{
	return regs[REG_TRAPNO] == 14 ? regs[REG_ERR] & ~PF_FETCH : regs[REG_ERR];
}

static void report(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;

	asm volatile("movl %0, %%gs\n\tmovl %1, %%es"
		     : : "r" (own_gs), "r" (own_ds) : "memory");
	printf("%s: signal %d, code %d, address %s, trap %d, error %#x, at %s\n",
	       now->what, sig, info->si_code, place((uintptr_t)info->si_addr),
	       regs[REG_TRAPNO], trap_error(regs), place(regs[REG_EIP]));
	fflush(stdout);
	_exit(0);
}

static void catch_all(void (*handler)(int, siginfo_t *, void *))
{
	static const int signals[] = { SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGSYS };
	struct sigaction sa = {
		.sa_sigaction = handler,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };

	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &sa, NULL);
}

static void __attribute__((noinline)) run(const char *start)
{
	/* Anything but the stack pointer may come back changed. */
	asm volatile("pushl %%ebp\n\tcall *%0\n\tpopl %%ebp\n\tcld"
		     : "+a" (start) : : "ebx", "ecx", "edx", "esi", "edi",
		     "memory", "cc", "st", "st(1)", "st(2)", "st(3)", "st(4)",
		     "st(5)", "st(6)", "st(7)");
}

static void try_snippet(const struct snippet *s)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		now = s;
		catch_all(report);
		alarm(10);
		run(s->start);
		asm volatile("fninit");
		printf("%s: no signal\n", s->what);
		fflush(stdout);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		printf("%s: %s\n", s->what, strerror(errno));
	else if (status)
		printf("%s: ended with status %#x\n", s->what, status);
}

/* Many alike, in this process: what came of each is only counted. */

static sigjmp_buf back;
static struct outcome {
	int sig, code, trap, error, times;
	bool address_fits;
} outcomes[64], last;
static uint32_t wanted_addr;

static void note(int sig, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	last = (struct outcome) {
		.sig = sig, .code = info->si_code, .trap = regs[REG_TRAPNO],
		.error = trap_error(regs),
		.address_fits = (uintptr_t)info->si_addr == wanted_addr,
	};
	siglongjmp(back, 1);
}

static void count(void)
{
	struct outcome *o;

	for (o = outcomes; o->times; o++) {
		last.times = o->times;
		if (!memcmp(o, &last, sizeof(last)))
			break;
	}
	last.times = o->times + 1;
	*o = last;
}

static void print_counts(const char *what)
{
	for (struct outcome *o = outcomes; o->times; o++)
		printf("%s: %d times signal %d, code %d, trap %d, error %#x, the address %s\n",
		       what, o->times, o->sig, o->code, o->trap, o->error,
		       o->address_fits ? "is right" : "is another");
	memset(outcomes, 0, sizeof(outcomes));
}

static void touch(uint32_t addr, bool write)
{
	volatile char *p = (char *)(uintptr_t)addr;

	memset(&last, 0, sizeof(last));
	wanted_addr = addr;
	if (!sigsetjmp(back, 1)) {
		if (write)
			*p = 1;
		else
			(void)*p;
	}
	count();
}

static void try_every_page(uint32_t from, uint32_t step, bool write, const char *what)
{
	uint32_t addr = from;

	do
		touch(addr, write);
	while ((addr += step) > from);
	print_counts(what);
}

static void try_every_int(void)
{
	unsigned char *code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (volatile int n = 0; n < 256; n++) {
		if (n == 0x80)
			continue;
		memset(&last, 0, sizeof(last));
		memcpy(code, (unsigned char []) { 0xcd, n, 0xc3 }, 3);
		if (!sigsetjmp(back, 1))
			((void (*)(void))code)();
		printf("int $%#x: signal %d, code %d, trap %d, error %#x\n", n,
		       last.sig, last.code, last.trap, last.error);
	}
}

static int overflow_the_stack(int depth)
{
	volatile char here[PAGE];

	here[0] = depth;
	return depth < 0 ? 0 : overflow_the_stack(depth + 1) + here[0];
}

static bool is_excepted(const struct snippet *s, char **words)
{
	for (; *words; words++)
		if (!strncmp(s->what, *words, strlen(*words)))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	bool returns = argc > 1 && !strcmp(argv[1], "returns");
	char **except = argv + (argc > 2 && !strcmp(argv[1], "except") ? 2 : argc);

	asm("movl %%gs, %0\n\tmovl %%ds, %1" : "=r" (own_gs), "=r" (own_ds));
	for (const struct snippet *s = __start_snippets; s < __stop_snippets; s++)
		if (returns == !strncmp(s->what, "return: ", 8) &&
		    !is_excepted(s, except))
			try_snippet(s);
	if (returns)
		return 0;

	catch_all(note);
	try_every_int();
	try_every_page(PAGE_OFFSET, 1 << 20, false, "read each MiB of the kernel");
	try_every_page(PAGE_OFFSET, 1 << 20, true, "write each MiB of the kernel");
	try_every_page(LAST_PDE, PAGE, false, "read each page of the last 4 MiB");
	try_every_page(LAST_PDE, PAGE, true, "write each page of the last 4 MiB");
	memset(&last, 0, sizeof(last));
	if (!sigsetjmp(back, 1))
		overflow_the_stack(0);
	printf("too much stack: signal %d, code %d, trap %d, error %#x\n",
	       last.sig, last.code, last.trap, last.error);
	return 0;
}
