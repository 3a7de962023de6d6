/*G:010 Comments end in * / and begin with / *, code, quotes \.*/
// SPDX-License-Identifier: GPL-2.0-only
#line 13 "chapters/2-guest/10-a.nw"
#include "a.h"

int a(int x)
{
	int y = (x << 2) + (x >> 3);	/* é */

	/* count the * / and the / * */
#line 31 "chapters/2-guest/10-a.nw"
	while (y > 10)
		y--;
#line 20 "chapters/2-guest/10-a.nw"
	if (/* x is out of range */ x < 0 ||
#line 37 "chapters/2-guest/10-a.nw"
	    x > 10)
#line 21 "chapters/2-guest/10-a.nw"
		return /* one or the other */ (x ? 1 : 2) + /* one or the other */ (x ? 1 : 2);
	switch (x) {
	/* look at each case */
	/*G:020 A macro that goes on*/
#line 63 "chapters/2-guest/10-a.nw"
	case 1:
		y++;
		fallthrough;
	/*:*/
	/*G:030 And comes from another stop*/

	/* treat two */
#line 83 "chapters/2-guest/10-a.nw"
	case 2:
		y--;
		break;
	/*:*/
#line 24 "chapters/2-guest/10-a.nw"
	}

	return y;
}
/*:*/
