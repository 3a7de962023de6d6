/*H:020 Assembler, and the kernel's own macros*/
#line 52 "chapters/5-host/10-a.nw"
SYM_FUNC_START(count_up)
	movl	$GUEST_PAGES, %eax	# a comment
.Lagain:
	decl	%eax
	jnz	.Lagain
	call	use
	RET
SYM_FUNC_END(count_up)
/*:*/
