// SPDX-License-Identifier: GPL-2.0-only
/* Text as HTML. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

void html_addn(struct buf *b, const char *s, size_t n)
{
	for (; n--; s++) {
		switch (*s) {
		case '&':	buf_add(b, "&amp;"); break;
		case '<':	buf_add(b, "&lt;"); break;
		case '>':	buf_add(b, "&gt;"); break;
		case '"':	buf_add(b, "&quot;"); break;
		case MARK_OPEN:
		case MARK_CLOSE:
			break;
		default:	buf_addc(b, *s);
		}
	}
}

void html_add(struct buf *b, const char *s)
{
	html_addn(b, s, strlen(s));
}

/* A stop's title: marks and backticks around code, asterisks around emphasis. */
void html_title(struct buf *b, const char *s)
{
	bool code = false, em = false;
	char before = '\0';

	for (; *s; s++) {
		if (*s == '\\' && s[1] && !code) {
			html_addn(b, ++s, 1);
		} else if (*s == MARK_OPEN || *s == MARK_CLOSE || *s == '`') {
			code = !code;
			buf_add(b, code ? "<code>" : "</code>");
		} else if (*s == '*' && !code &&
			   (em || strchr(s + 1, '*'))) {
			em = !em;
			buf_add(b, em ? "<em>" : "</em>");
		} else if (*s == '\'' && !code && isalnum((unsigned char)before)) {
			buf_add(b, "\u2019");	/* as pandoc sets it in the prose */
		} else {
			html_addn(b, s, 1);
		}
		before = *s;
	}
	if (code)
		buf_add(b, "</code>");
	if (em)
		buf_add(b, "</em>");
}

/* A chunk's name: [[code]] in it is code. */
void html_chunk_name(struct buf *b, const char *s)
{
	buf_add(b, "&#171;");
	for (; *s; s++) {
		const char *close = starts_with(s, "[[") ? strstr(s, "]]") : NULL;

		if (!close) {
			html_addn(b, s, 1);
			continue;
		}
		buf_add(b, "<code>");
		html_addn(b, s + 2, close - s - 2);
		buf_add(b, "</code>");
		s = close + 1;
	}
	buf_add(b, "&#187;");
}

/* Behind a figure, what it shows in words: chapters/figures/NAME.txt. */
void html_figure_words(struct buf *b, const char *name)
{
	char *path = xasprintf("chapters/figures/%s.txt", name);
	char *text = read_whole(path);

	buf_addf(b, "<details class=\"words\" id=\"words-%s\"><summary>"
		 "The figure in words</summary>\n<pre>", name);
	html_add(b, text);
	buf_add(b, "</pre></details>");
	free(text);
	free(path);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	buf_add(b, s);
	free(s);
}

/* 1234567 as 1,234,567 */
char *grouped(long long n)
{
	char digits[24], *s = xrealloc(NULL, 32), *to = s;
	int i, len = snprintf(digits, sizeof(digits), "%lld", n);

	for (i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return s;
}
