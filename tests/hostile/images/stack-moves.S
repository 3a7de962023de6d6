/* SPDX-License-Identifier: GPL-2.0-only */
/* Ring 1 moves its stack while the Switcher knows of the old one, and takes the
 * old one's page away: the next page fault of a program comes to the new stack.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT_FOR_RING3 $old_top
	GATE	14, missed, 0xf
	movl	$old_top, wanted
again:
	movl	$stack_top, %esp
	ENTER_RING3 $1f, stack=$stack_top-4096
1:	movl	0x70000000, %eax
	SURVIVED

missed:
	addl	$28, %esp		/* CR2, error code, five of iret */
	cmpl	wanted, %esp
	jne	.Lelsewhere
	cmpl	$new_top, wanted
	je	done
	movl	$new_top, wanted
	HCALL	LHCALL_SET_STACK, $KERNEL_DS, $new_top, $1
	movl	$old_top-4096, %eax
	shrl	$12, %eax
	andl	$0x3ff, %eax
	movl	$0, page(,%eax,4)
	HCALL	LHCALL_SET_PTE, $PA(page2), $old_top-4096, $0
	jmp	again
done:
	POWEROFF
	COMPLAINT elsewhere, "the page fault came to another stack"

	.data
wanted:	.long	0
	.balign	4096
	.skip	4096
old_top:
	.skip	4096
new_top:
