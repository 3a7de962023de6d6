/*G:020 A macro that goes on*/
/* SPDX-License-Identifier: GPL-2.0-only */
#line 50 "chapters/2-guest/10-a.nw"
#define TWICE(x) do {	\
	/* do it */ \
	(x)++;	\
	/* do it again */ \
	(x)++;	\
	(x)--;	\
} while (0)

#line 55 "chapters/2-guest/10-a.nw"
int a(int x);
/*:*/
/*G:030 And comes from another stop*/

#line 90 "chapters/2-guest/10-a.nw"
#define fallthrough __attribute__((__fallthrough__))
/*:*/
