/*G:010 A call*/
// SPDX-License-Identifier: GPL-2.0-only
#line 9 "chapters/2-guest/10-calls.nw"
void flush_all(void)
{
	hcall(5);
}
/*:*/
