/*S:010 A macro of the assembler*/
/* SPDX-License-Identifier: GPL-2.0-only */
#line 7 "chapters/6-switcher/10-a.nw"
.macro SAVE
	/* save what is saved */
#line 16 "chapters/6-switcher/10-a.nw"
	nop
	nop
#line 9 "chapters/6-switcher/10-a.nw"
.endm

	.text
	SAVE
/*:*/
