/*G:020 All of it*/
#line 12 "chapters/2-guest/10-a.nw"
int all(void)
{
	/* do half of it */
	/*G:030 Half of it*/
#line 25 "chapters/2-guest/10-a.nw"
	if (never())
		die();
	/*:*/
#line 15 "chapters/2-guest/10-a.nw"
	return 0;
}

/*:*/
/*G:040 Never*/
#line 34 "chapters/2-guest/10-a.nw"
int never(void)
{
	return 0;
}

/*:*/
