/*G:010 A stop*/
#line 6 "chapters/2-guest/20-b.nw"
int a;
/*:*/
