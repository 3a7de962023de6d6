// SPDX-License-Identifier: GPL-2.0-only
/* Memory and strings.  Running out of memory ends the program. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"

void die(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

void *xrealloc(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p)
		die("out of memory");
	return p;
}

char *xstrndup(const char *s, size_t n)
{
	char *copy = xrealloc(NULL, n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		die("out of memory");
	return s;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

/* Every line of a file, without its end; *n is how many. */
char *read_whole(const char *path)
{
	FILE *in = fopen(path, "r");
	struct buf b = { 0 };
	char block[4096];
	size_t n;

	if (!in)
		die("cannot read %s", path);
	buf_reset(&b);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		buf_addn(&b, block, n);
	fclose(in);
	return b.s;
}

char **lines_of(const char *path, int *n)
{
	FILE *in = fopen(path, "r");
	char **lines = NULL, *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!in)
		die("cannot read %s", path);
	*n = 0;
	while ((len = getline(&line, &size, in)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		*grow(lines, *n) = xstrdup(line);
	}
	free(line);
	fclose(in);
	return lines;
}

bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcmp(s + n - m, suffix) == 0;
}

bool is_utf8(const char *s)
{
	while (*s) {
		unsigned char c = *s++;
		int more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 :
			(c & 0xf0) == 0xe0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;

		if (more < 0)
			return false;
		while (more--)
			if ((*s++ & 0xc0) != 0x80)
				return false;
	}
	return true;
}

bool is_blank(const char *s)
{
	return s[strspn(s, " \t")] == '\0';
}

void buf_addn(struct buf *b, const char *s, size_t n)
{
	if (b->len + n + 1 > b->size) {
		b->size = 2 * (b->len + n + 1);
		b->s = xrealloc(b->s, b->size);
	}
	memcpy(b->s + b->len, s, n);
	b->len += n;
	b->s[b->len] = '\0';
}

void buf_add(struct buf *b, const char *s)
{
	buf_addn(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
	buf_addn(b, &c, 1);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	buf_addn(b, "", 0);
}
