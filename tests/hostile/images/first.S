/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints the time stamp counter of its first instruction, eight bytes, and powers
 * off. tests/bench measures with it how long the Launcher took.
 * expect-exit: 0 */
#include "hostile.h"
#define CONSOLE_OUT	4
#define DMA_ADDR	4	/* in struct lguest_dma */
#define DMA_LEN		68

	.text
	.ascii	"GenuineLguest"
	.globl	_start
_start:
	rdtsc
	movl	$stack_top, %esp
	movl	%eax, page
	movl	%edx, page + 4
	movl	$PA(page), page2 + DMA_ADDR
	movw	$8, page2 + DMA_LEN
	INIT
	HCALL	LHCALL_SEND_DMA, $CONSOLE_OUT, $PA(page2)
	POWEROFF
