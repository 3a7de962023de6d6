/*H:010 What a name means*/
#line 9 "chapters/5-host/10-a.nw"
#define GUEST_PAGES	16
struct guest {
	int pages;
	int count;
};
enum mood { MOOD_FINE, MOOD_BAD };
/*:*/
