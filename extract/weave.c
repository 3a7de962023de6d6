#include <stdio.h>
#include "book.h"
int book_weave(const struct book *book, const char *dir){(void)book;(void)dir;return 1;}
