/*G:010 A stop*/
#line 6 "chapters/2-guest/10-a.nw"
int a;
/*:*/
