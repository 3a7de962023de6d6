/*H:010 Why did it *stop*?*/
// SPDX-License-Identifier: GPL-2.0-only
#line 9 "chapters/5-host/10-answers.nw"
int handle_trap(struct lguest *lg)
{
	return 0;
}

/*:*/
/*H:020 Flushing*/
#line 21 "chapters/5-host/10-answers.nw"
void guest_flush_tlb(struct lguest *lg)
{
}
/*:*/
