/*G:010 What run does & why*/
// SPDX-License-Identifier: GPL-2.0-only
#line 18 "chapters/2-guest/10-a.nw"
#include <errno.h>
#line 9 "chapters/2-guest/10-a.nw"
int run(int x)
{
	/* refuse x < 0 && [[x]] > "9" */
	/*G:020 Refusing*/
#line 26 "chapters/2-guest/10-a.nw"
	if (x < 0)
		return -EINVAL;
#line 33 "chapters/2-guest/10-a.nw"
	if (x > 9)
		return -EINVAL;
	/*:*/
	/*M:010 The last stop*/
#line 6 "chapters/7-mastery/10-end.nw"
	if (x == 5)
		return -EINVAL;
	/*:*/
#line 12 "chapters/2-guest/10-a.nw"
	return x << 3;
}
/*:*/
