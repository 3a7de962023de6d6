/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What src/host/checks.h expects of the kernel it is compiled in, for a user
 * program: names for facts about i386, from Intel's manuals, and for the
 * numbers that Linux has chosen for its segments.
 */
#ifndef FUZZ_KERNEL_H
#define FUZZ_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define U16_MAX			0xFFFF
#define BIT(n)			(1u << (n))
#define __must_check		__attribute__((warn_unused_result))

/* Pages, and what an entry of a page table says */
#define PAGE_SHIFT		12
#define PAGE_SIZE		(1u << PAGE_SHIFT)
#define PGDIR_SHIFT		22
#define PAGE_OFFSET		0xC0000000u
#define offset_in_page(a)	((a) & (PAGE_SIZE - 1))
#define _PAGE_PRESENT		0x001u
#define _PAGE_RW		0x002u
#define _PAGE_USER		0x004u
#define _PAGE_ACCESSED		0x020u
#define _PAGE_DIRTY		0x040u

/* Flags, vectors, selectors */
#define X86_EFLAGS_CF		0x000001u
#define X86_EFLAGS_FIXED	0x000002u
#define X86_EFLAGS_PF		0x000004u
#define X86_EFLAGS_AF		0x000010u
#define X86_EFLAGS_ZF		0x000040u
#define X86_EFLAGS_SF		0x000080u
#define X86_EFLAGS_TF		0x000100u
#define X86_EFLAGS_IF		0x000200u
#define X86_EFLAGS_DF		0x000400u
#define X86_EFLAGS_OF		0x000800u
#define X86_EFLAGS_NT		0x004000u
#define X86_EFLAGS_RF		0x010000u
#define X86_EFLAGS_AC		0x040000u
#define X86_EFLAGS_ID		0x200000u
enum {
	X86_TRAP_DE, X86_TRAP_DB, X86_TRAP_NMI, X86_TRAP_BP, X86_TRAP_OF,
	X86_TRAP_BR, X86_TRAP_UD, X86_TRAP_NM, X86_TRAP_DF, X86_TRAP_OLD_MF,
	X86_TRAP_TS, X86_TRAP_NP, X86_TRAP_SS, X86_TRAP_GP, X86_TRAP_PF,
	X86_TRAP_SPURIOUS, X86_TRAP_MF, X86_TRAP_AC, X86_TRAP_MC, X86_TRAP_XF,
	X86_TRAP_VE, X86_TRAP_CP,
	FIRST_EXTERNAL_VECTOR = 32,
	IA32_SYSCALL_VECTOR = 0x80,
	IDT_ENTRIES = 256,
};
#define SEGMENT_RPL_MASK	3
#define __KERNEL_CS		0x60
#define __USER_CS		0x73
#define __USER_DS		0x7b

/* A gate: eight bytes, which the kernel sees so */
enum { GATE_INTERRUPT = 0xE, GATE_TRAP = 0xF };
typedef struct {
	u16 offset_low, segment;
	struct {
		u16 ist : 3, zero : 5, type : 5, dpl : 2, p : 1;
	} bits;
	u16 offset_middle;
} gate_desc;

static inline u32 gate_offset(const gate_desc *gate)
{
	return gate->offset_low | (u32)gate->offset_middle << 16;
}

static inline void pack_gate(gate_desc *gate, unsigned int type, u32 offset,
			     unsigned int dpl, unsigned int ist, u16 segment)
{
	gate->offset_low = offset;
	gate->segment = segment;
	gate->bits.ist = ist;
	gate->bits.zero = 0;
	gate->bits.type = type;
	gate->bits.dpl = dpl;
	gate->bits.p = 1;
	gate->offset_middle = offset >> 16;
}

/* Of the Switcher's header the numbers alone. */
#define __ASSEMBLY__
#include "layout.h"
#undef __ASSEMBLY__

#endif
