/*H:010 What a name means*/
#line 42 "chapters/5-host/10-a.nw"
int count;
int use(void)
{
	return count;
}
/*:*/
