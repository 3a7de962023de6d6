/*G:050 Nothing runs*/
#line 46 "chapters/2-guest/10-a.nw"
#define A 1
/*:*/
