/*H:010 What a name means*/
#line 18 "chapters/5-host/10-a.nw"
#include <lguest/guest.h>

static int count;

static int count_pages(const struct guest *guest)
{
	return guest->pages;	/* guest->count is not meant */
}

static int run(struct guest *g, int count)
{
	struct guest other = { .pages = GUEST_PAGES, .count = count };

	/* count "count_pages" and call it */
#line 37 "chapters/5-host/10-a.nw"
	if (count_pages(g) == 'c' && run(&other, 1))
		return MOOD_BAD;
#line 32 "chapters/5-host/10-a.nw"
	return g->pages + count + other.count;
}
/*:*/
