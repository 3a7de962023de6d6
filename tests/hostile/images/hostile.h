/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hostile Guest is a few instructions behind the signature, no kernel at
 * all.  It starts in ring 1 at START, with flat segments, all of its memory
 * mapped at 0 and at PAGE_OFFSET, and %esi at the boot parameters.
 *
 * Each image says in a line "expect: REGEX" how the Launcher's last line must
 * read, or "expect-exit: 0" that it must end well.
 */
#define __ASSEMBLY__
#include <lguest/hypercall.h>

#define PAGE_OFFSET	0xC0000000
#define PA(x)		((x) - PAGE_OFFSET)
#define KERNEL_CS	0x61
#define KERNEL_DS	0x69
#define USER_CS		0x73
#define USER_DS		0x7b

	.macro HCALL call, a=$0, b=$0, c=$0
	movl	\a, %edx
	movl	\b, %ebx
	movl	\c, %ecx
	movl	$\call, %eax
	int	$LGUEST_TRAP_ENTRY
	.endm

	/* The shortest honest start: a stack, and lguest_data. */
	.macro START
	.text
	.ascii	"GenuineLguest"
	.globl	_start
_start:
	movl	$stack_top, %esp
	.endm

	.macro INIT
	HCALL	LHCALL_LGUEST_INIT, $PA(data)
	.endm

	/* Who comes here was not stopped. */
	.macro SURVIVED
	HCALL	LHCALL_CRASH, $PA(survived), $LGUEST_END_CRASH
	.endm

	/* "jmp .Lname" ends it with these words. */
	.macro COMPLAINT name, words:vararg
.L\name:	HCALL	LHCALL_CRASH, $PA(.Lwords_\name), $LGUEST_END_CRASH
	.data
.Lwords_\name:
	.asciz	\words
	.text
	.endm

	.macro POWEROFF
	HCALL	LHCALL_CRASH, $PA(survived), $LGUEST_END_POWEROFF
	.endm

	/* An IDT entry of the Guest: an interrupt or a trap gate. */
	.macro GATE vector, handler, type=0xe, dpl=0
	movl	$\handler, %eax
	movl	%eax, %ecx
	andl	$0xffff, %eax
	orl	$((KERNEL_CS & ~1) << 16), %eax
	andl	$0xffff0000, %ecx
	orl	$(0x8000 | (\dpl) << 13 | (\type) << 8), %ecx
	movl	%eax, %ebx
	movl	$\vector, %edx
	movl	$LHCALL_LOAD_IDT_ENTRY, %eax
	int	$LGUEST_TRAP_ENTRY
	.endm

	/* A descriptor, flat, in the GDT that is being made in "page". */
	.macro FLAT entry, access
	movl	$0x0000ffff, page + 8 * \entry
	movl	$(0x00cf0000 | (\access) << 8), page + 8 * \entry + 4
	.endm

	/* A GDT with flat segments for rings 1 and 3 where Linux has them. */
	.macro FLAT_GDT
	/* %fs would not survive a GDT without its entry. */
	xorl	%eax, %eax
	movw	%ax, %fs
	FLAT	12, 0x9b
	FLAT	13, 0x93
	FLAT	14, 0xfb
	FLAT	15, 0xf3
	.endm

	/*
	 * "page" becomes a page table that maps the second MiB, where we are,
	 * for everybody; "page2" a directory with it at PAGE_OFFSET.
	 */
	.macro OWN_TABLES
	movl	$0x00100067, %eax
	movl	$0x100, %ecx
.Lnext\@:
	movl	%eax, page(,%ecx,4)
	addl	$0x1000, %eax
	incl	%ecx
	cmpl	$0x200, %ecx
	jb	.Lnext\@
	movl	$PA(page) + 0x67, page2 + 0xc00
	.endm

	/*
	 * All that ring 3 needs; its traps begin at "\stack". The Launcher's page
	 * tables map for the supervisor, so we make our own.
	 */
	.macro INIT_FOR_RING3 stack=$stack_top
	INIT
	FLAT_GDT
	HCALL	LHCALL_LOAD_GDT, $PA(page), $32
	OWN_TABLES
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	HCALL	LHCALL_SET_STACK, $KERNEL_DS, \stack, $1
	.endm

	.macro ENTER_RING3 at, stack=$stack_top, eflags=$0x202
	pushl	$USER_DS
	pushl	\stack
	pushl	\eflags
	pushl	$USER_CS
	pushl	\at
	iretl
	.endm

	/*
	 * For the kernel's own text that enables interrupts: its call counts in
	 * "called", and the first interrupt, the only one let through, in "seen".
	 */
	.macro COUNT_DELIVERIES
	.pushsection .text.deliveries, "ax"
lguest_deliver_now:
	incl	called
	movl	$LHCALL_FLUSH_ASYNC, %eax
	int	$LGUEST_TRAP_ENTRY
	ret
.Lhandler:
	incl	seen
	movl	$0x200, data + LGUEST_DATA_irq_enabled
	iret
	.popsection
	.pushsection .data
seen:	.long	0
called:	.long	0
	.popsection
	GATE	LGUEST_FIRST_VECTOR, .Lhandler
	movl	$~1, data + 8
	.endm

	/*
	 * With the flag off: an interrupt waits, and has left a note. One nanosecond:
	 * it comes at once, or as soon as the Host's clock rings.
	 */
	.macro LET_ONE_WAIT
	HCALL	LHCALL_SET_CLOCKEVENT, $1
.Lwait\@:
	cmpl	$0, data + LGUEST_DATA_irq_pending
	je	.Lwait\@
	.endm

	/*
	 * An iret into virtual 8086 mode, to a loop at "\cs". By the manual
	 * ring 0 alone may do it; QEMU lets anybody. That mode is ring 3.
	 */
	.macro VIRTUAL_8086 cs, more_flags=0
	OWN_TABLES
	movl	$PA(page) + 0x67, page2
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	movl	PA(.Lloop\@), %eax	/* no page fault in there */
	pushl	$0			/* gs, fs, ds, es, ss, esp */
	pushl	$0
	pushl	$0
	pushl	$0
	pushl	$0
	pushl	$0x1000
	pushl	$(0x20202 | (\more_flags))
	pushl	$\cs
	pushl	$(PA(.Lloop\@) - (\cs << 4))
	iretl
.Lloop\@:
	jmp	.Lloop\@
	.endm

	/* The page of the GDT that the CPU uses: the Switcher's state page. */
	.macro STATE_PAGE reg
	sgdt	scratch
	movl	scratch + 2, \reg
	andl	$~0xfff, \reg
	.endm

	/* The Switcher's first page of code: a gate that we left alone leads there. */
	.macro SWITCHER_TEXT reg
	sidt	scratch
	movl	scratch + 2, \reg
	movl	4(\reg), %eax
	movw	(\reg), %ax
	andl	$~0xfff, %eax
	movl	%eax, \reg
	.endm

	.data
survived:
	.asciz	"survived"
	.balign	8
scratch:
	.skip	64
	.balign	4096
data:
	.skip	4096, 0
	.skip	8192
stack_top:
	.balign	4096
page:
	.skip	4096
page2:
	.skip	4096
	.text

	/*
	 * The page of the device that a Guest of 16 MiB is given: it is behind
	 * the list of devices and the console's. For two Guests with --sharenet
	 * it is the page that they have in common.
	 */
#define DEVICE	0x1002000
#define WIRE	DEVICE

	/* Makes that page visible. Once in an image. */
	.macro SEE_DEVICE
	OWN_TABLES
	movl	$DEVICE + 0x67, table + 8
	movl	$PA(table) + 0x67, page2 + 16
	HCALL	LHCALL_NEW_PGTABLE, $PA(page2)
	.data
	.balign	4096
table:	.skip	4096
	.text
	.endm

	/* A struct lguest_dma with up to three sections. */
	.macro LIST addr0=0, len0=0, addr1=0, len1=0, addr2=0, len2=0
	.long	0, \addr0, \addr1, \addr2
	.skip	13 * 4
	.short	\len0, \len1, \len2
	.skip	13 * 2
	.endm
#define LIST_ADDR(list, n)	(list) + 4 + 4 * (n)
#define LIST_LEN(list, n)	(list) + 68 + 2 * (n)

	/* A list gets another section. */
	.macro SECTION list, n, addr, len
	movl	$\addr, LIST_ADDR(\list, \n)
	movw	$\len, LIST_LEN(\list, \n)
	.endm

	/* The answer of the last call has to be this. */
	.macro ANSWER what
	cmpl	$\what, %eax
	jne	wrong
	.endm

	.macro SEND key, list
	HCALL	LHCALL_SEND_DMA, $(\key), $PA(\list)
	.endm

	.macro BIND key, lists, num=1
	HCALL	LHCALL_BIND_DMA, $(\key), $PA(\lists), $((\num) << 8 | 5)
	.endm

	/* Until a list of no bytes gets this answer. */
	.macro WAIT_FOR what, key
.Lagain\@:
	SEND	\key, nothing
	cmpl	$\what, %eax
	jne	.Lagain\@
	.endm

	/* For good: an interrupt would find no handler. */
	.macro SLEEP
	movl	$~0, data + 8
	HCALL	LHCALL_HALT
	.endm

	/* What those who share a wire need besides, behind their code. */
	.macro WRONG
wrong:	movl	%eax, %edx
	addb	$'0', %dl
	movb	%dl, answer
	HCALL	LHCALL_CRASH, $PA(sentence), $LGUEST_END_CRASH
	.data
sentence: .ascii "wrong answer: "
answer:	.asciz	"0"
	.balign	4
nothing: LIST
	.text
	.endm
