/* SPDX-License-Identifier: GPL-2.0-only */
/* The keyboard controller's reset line, and every width of port access: an empty bus.
 * expect-exit: 0 */
#include "hostile.h"
	START
	INIT
	movb	$0xfe, %al
	outb	%al, $0x64
	movw	$0xcf9, %dx
	movb	$6, %al
	outb	%al, %dx
	outw	%ax, %dx
	outl	%eax, %dx
	xorl	%eax, %eax
	inb	$0x64, %al
	cmpl	$0xff, %eax
	jne	1f
	inw	%dx, %ax
	cmpl	$0xffff, %eax
	jne	1f
	inl	%dx, %eax
	cmpl	$0xffffffff, %eax
	jne	1f
	POWEROFF
1:	SURVIVED
