/*L:010 Another world*/
#line 6 "chapters/4-launcher/10-a.nw"
#include <lguest/guest.h>
int run(void)
{
	struct guest g = { GUEST_PAGES };

	return count_pages(&g) + use();
}
/*:*/
