/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What fuzz.c, a Launcher, and fuzz-guest.c, the Guest that it runs, have to
 * agree on: where things lie in 512 KiB of Guest memory. All of it is mapped
 * at 0 and at PAGE_OFFSET, for ring 3 as well.
 */
#define PAGES		128u
#define PAGE_OFFSET	0xC0000000u

/* By page. */
#define PGDIR		1	/* the first of PGDIRS directories */
#define PGDIRS		10	/* more than the Host has shadows */
#define LOW_PTES	11	/* the table behind entry 0 of each */
#define HIGH_PTES	12	/* behind entry 768 of each */
#define WILD_PTES	13	/* behind WILD_LOW and WILD_HIGH of each */
#define DATA		14	/* struct lguest_data */
#define CONTROL		15	/* struct control */
#define GDT		16	/* a good one */
#define BAD_GDT		17
#define DMA		18	/* lists to bind and to send */
#define SCRATCH		19	/* code that was drawn by lot */
#define STACK		20	/* two pages for ring 1 */
#define TRAP_STACK	22	/* two pages: traps out of ring 3 begin here */
#define USER_STACK	24	/* one page */
#define WIRE		25	/* a page that all of these Guests share */
#define IMAGE		32	/* the Guest's program */

#define LETTERS		48	/* from here on: what is sent and received */

#define WILD_LOW	0x100	/* entries of the directories */
#define WILD_HIGH	0x340
#define PHYS(page)	((page) * 4096u)
#define VIRT(page)	(PAGE_OFFSET + PHYS(page))

/* The first word with which the Guest turns to its Launcher. */
#define HELLO_KEY	0x600D

struct control {
	unsigned int seed;	/* of the next random number, never 0 */
	unsigned int left;	/* things to do until it powers off */
	unsigned int slot;	/* where the ring is filled next */
};
