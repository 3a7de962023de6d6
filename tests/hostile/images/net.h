/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A network whose page is the second of the devices' (the console has the
 * first) behind 16 MiB of memory. The Host is 192.168.9.1 there. hostile/run
 * gives one to each image that is called net-*.
 */
#include "hostile.h"

#define HOST_KEY	DEVICE
#define GUEST_KEY	(DEVICE + 16)
#define FLAGS		(GUEST_KEY + 6)
#define PRESENT		1
#define NET_IRQ		3

	/* The list that is sent has this section. */
	.macro FRAME n, addr, len
	SECTION	list, \n, \addr, \len
	.endm

	.macro SEND_FRAME
	HCALL	LHCALL_SEND_DMA, $HOST_KEY, $PA(list)
	.endm

	/* "Who has 192.168.9.1?", which the Host will answer. */
	.macro ASK
	FRAME	0, PA(question), 52
	SEND_FRAME
	cmpl	$52, list
	jne	wrong
	.endm

	/* The lists of "row", which is one list, are offered and taken back. */
	.macro OFFER
	HCALL	LHCALL_BIND_DMA, $GUEST_KEY, $PA(row), $(1 << 8 | NET_IRQ)
	cmpl	$1, %eax
	jne	wrong
	.endm

	.macro TAKE_BACK
	HCALL	LHCALL_BIND_DMA, $GUEST_KEY, $PA(row), $0
	cmpl	$1, %eax
	jne	wrong
	.endm

	/* What it says of itself, and that the Launcher shall look. */
	.macro SAY_FLAGS flags
	movw	$\flags, FLAGS
	HCALL	LHCALL_SEND_DMA, $GUEST_KEY, $PA(list)
	.endm

	.macro ROOM_AT n, addr, len
	SECTION	row, \n, \addr, \len
	.endm

	/* Room for the longest frame, somewhere in the middle of memory. */
	.macro MUCH_ROOM
	ROOM_AT	0, 0x800000, 0x8000
	ROOM_AT	1, 0x808000, 0x8000
	ROOM_AT	2, 0x810000, 0x100
	.endm

	.data
	.balign	4096
list:	.skip	128
row:	.skip	128
question:
	.skip	10
	.byte	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 9, 2, 8, 6
	.byte	0, 1, 8, 0, 6, 4, 0, 1
	.byte	2, 0, 0, 0, 9, 2, 192, 168, 9, 2
	.byte	0, 0, 0, 0, 0, 0, 192, 168, 9, 1
	.text
wrong:
	SURVIVED
