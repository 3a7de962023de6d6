#include <stdio.h>
#include "book.h"
int book_show(const struct book *book, const char *stage, const char *stop,
	      const char *from, int width, bool colour){(void)book;(void)stage;(void)stop;(void)from;(void)width;(void)colour;return 1;}
