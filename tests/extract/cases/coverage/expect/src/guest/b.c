/*G:060 New*/
#line 54 "chapters/2-guest/10-a.nw"
int b(void)
{
	return 1;
}
/*:*/
