// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text on a terminal or in a pipe: Markdown inside a line, paragraphs and lists
 * that are wrapped, headings, tables.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

/* The terminal's own sixteen colours: it knows which of them can be read. */
static const char * const escapes[NR_STYLES] = {
	[PLAIN] = "", [BOLD] = "\033[1m", [EMPH] = "\033[3m", [CODE] = "\033[36m",
	[LINK] = "\033[4m", [HEADING] = "\033[1m", [TAG] = "\033[1;36m",
	[NAME] = "\033[33m", [DIM] = "\033[2m", [KEYWORD] = "\033[1m",
	[TYPE] = "\033[36m", [STRING] = "\033[32m", [NUMBER] = "\033[35m",
	[COMMENT] = "\033[2;3m", [DIRECTIVE] = "\033[35m",
	[REGISTER] = "\033[31m",
};

/* ---- styled text ---- */

void style_addn(struct styled *t, enum style style, const char *s,
		       size_t n)
{
	buf_addn(&t->text, s, n);
	while (n--)
		buf_addc(&t->style, style);
}

void style_add(struct styled *t, enum style style, const char *s)
{
	style_addn(t, style, s, strlen(s));
}

void style_init(struct styled *t)
{
	memset(t, 0, sizeof(*t));
	buf_reset(&t->text);
	buf_reset(&t->style);
}

void style_free(struct styled *t)
{
	free(t->text.s);
	free(t->style.s);
}

/* Characters, not bytes: continuation bytes of UTF-8 take no column. */
int width_of(const char *s, size_t n)
{
	int w = 0;

	while (n--)
		w += (*s++ & 0xc0) != 0x80;
	return w;
}

void put_styled(const struct printer *p, const struct styled *t,
		       size_t from, size_t to)
{
	enum style now = PLAIN;
	size_t i;

	for (i = from; i < to; i++) {
		enum style style = t->style.s[i];

		if (p->colour && style != now) {
			if (now != PLAIN)
				fputs("\033[0m", stdout);
			fputs(escapes[style], stdout);
			now = style;
		}
		putchar(t->text.s[i]);
	}
	if (now != PLAIN)
		fputs("\033[0m", stdout);
}

void put(const struct printer *p, enum style style, const char *s)
{
	struct styled t;

	style_init(&t);
	style_add(&t, style, s);
	put_styled(p, &t, 0, t.text.len);
	style_free(&t);
}

/* ---- Markdown inside a line ---- */

/* Code: in colour by itself, else between the marks that Markdown has for it. */
static void add_code(const struct printer *p, struct styled *t, const char *s,
		     size_t n)
{
	if (!p->colour)
		style_add(t, CODE, "`");
	style_addn(t, CODE, s, n);
	if (!p->colour)
		style_add(t, CODE, "`");
}

void add_inline(const struct printer *p, struct styled *t,
		       enum style style, const char *s, const char *end);

/* "[text](target)": the text, and the target if the text does not say it. */
static const char *add_link(const struct printer *p, struct styled *t,
			    enum style style, const char *s, const char *end)
{
	const char *close = memmem(s, end - s, "](", 2);
	const char *paren;
	const char *target;
	char *text;

	if (!close)
		return NULL;
	paren = memchr(close, ')', end - close);
	if (!paren || memchr(s + 1, '[', close - s - 1))
		return NULL;
	text = xstrndup(s + 1, close - s - 1);
	target = close + 2 + (close[2] == '#');
	add_inline(p, t, style == PLAIN ? LINK : style, s + 1, close);
	if (!memmem(text, strlen(text), target, paren - target)) {
		style_add(t, style, " (");
		style_addn(t, LINK, target, paren - target);
		style_add(t, style, ")");
	}
	free(text);
	return paren + 1;
}

/* The end of a span that opened with mark[0..n) just before s, or NULL. */
static const char *span_end(const char *s, const char *end, const char *mark,
			    size_t n)
{
	const char *p;

	if (s >= end || isspace((unsigned char)*s))
		return NULL;
	for (p = s; (p = memmem(p, end - p, mark, n)); p++)
		if (p > s && !isspace((unsigned char)p[-1]))
			return p;
	return NULL;
}

static const char *add_span(const struct printer *p, struct styled *t,
			    enum style style, const char *s, const char *end)
{
	const char *close;
	size_t n = 1;

	switch (*s) {
	case MARK_OPEN:
		close = memchr(s, MARK_CLOSE, end - s);
		if (!close)
			return NULL;
		add_code(p, t, s + 1, close - s - 1);
		return close + 1;
	case '`':
		while (s + n < end && s[n] == '`')
			n++;
		close = memmem(s + n, end - s - n, s, n);
		if (!close)
			return NULL;
		add_code(p, t, s + n, close - s - n);
		return close + n;
	case '*':
		n = s + 1 < end && s[1] == '*' ? 2 : 1;
		close = span_end(s + n, end, s, n);
		if (!close)
			return NULL;
		add_inline(p, t, n == 2 ? BOLD : EMPH, s + n, close);
		return close + n;
	case '!':
		if (s + 1 >= end || s[1] != '[')
			return NULL;
		style_add(t, DIM, "Figure: ");
		return add_link(p, t, style, s + 1, end);
	case '[':
		return add_link(p, t, style, s, end);
	case '\\':
		if (s + 1 >= end || !ispunct((unsigned char)s[1]))
			return NULL;
		style_addn(t, style, s + 1, 1);
		return s + 2;
	default:
		return NULL;
	}
}

void add_inline(const struct printer *p, struct styled *t,
		       enum style style, const char *s, const char *end)
{
	while (s < end) {
		const char *next = add_span(p, t, style, s, end);

		if (!next) {
			style_addn(t, style, s, 1);
			next = s + 1;
		}
		s = next;
	}
}

/* ---- lines ---- */

int margin(const struct printer *p)
{
	return p->aside ? 2 : 0;
}

/* Begins a line: an aside has a bar along it. */
void start_line(const struct printer *p, int indent)
{
	if (p->aside)
		put(p, DIM, p->terminal ? "│ " : "| ");
	printf("%*s", indent, "");
}

void space(struct printer *p)
{
	if (p->space_due && p->begun)
		putchar('\n');
	p->space_due = false;
	p->begun = true;
}

/* The place `width' columns behind another. */
size_t cut(const struct styled *t, size_t from, int width)
{
	size_t i;

	for (i = from; i < t->text.len; i++)
		if ((t->text.s[i] & 0xc0) != 0x80 && width-- == 0)
			break;
	return i;
}

/*
 * The end of the piece of a text that begins at `from' and fits into `width'
 * columns; *next is where the next piece begins.  Breaks at a blank, if it can.
 */
size_t fit(const struct styled *t, size_t from, int width, size_t *next)
{
	size_t end = cut(t, from, width);
	size_t blank = end;

	*next = end;
	if (end == t->text.len)
		return end;
	while (blank > from && t->text.s[blank] != ' ')
		blank--;
	if (blank == from)
		return end;
	*next = blank + 1;
	return blank;
}

/* A text in as many lines as it takes; `hang' is how much further in the others are. */
void put_wrapped(const struct printer *p, const struct styled *t, int indent,
		 int hang)
{
	size_t from = 0, to, next;

	do {
		int room = p->width - margin(p) - indent;

		to = fit(t, from, room > 8 ? room : 8, &next);
		start_line(p, indent);
		put_styled(p, t, from, to);
		putchar('\n');
		indent += from ? 0 : hang;
		from = next;
	} while (from < t->text.len);
}

/* ---- paragraphs ---- */

/* Prints the paragraph, wrapped. */
void flush_para(struct printer *p)
{
	struct styled t;
	size_t from = 0, to, next;
	int indent = p->first_indent;

	if (!p->para.len)
		return;
	space(p);
	style_init(&t);
	add_inline(p, &t, PLAIN, p->para.s, p->para.s + p->para.len);
	do {
		int used = margin(p) + p->indent;
		size_t start = from;

		if (indent >= 0 && !*p->bullet)
			used = margin(p) + indent;
		to = fit(&t, from, p->width > used + 8 ? p->width - used : 8, &next);
		start_line(p, indent >= 0 ? indent : p->indent);
		if (indent >= 0)
			fputs(p->bullet, stdout);
		put_styled(p, &t, start, to);
		putchar('\n');
		indent = -1;
		from = next;
	} while (from < t.text.len);
	style_free(&t);
	buf_reset(&p->para);
	p->first_indent = p->list;
	p->indent = p->list;
	p->bullet[0] = '\0';
}

/* Words with one blank between them. */
void add_words(struct printer *p, const char *s)
{
	while (*s) {
		size_t n;

		s += strspn(s, " \t");
		n = strcspn(s, " \t");
		if (n && p->para.len)
			buf_addc(&p->para, ' ');
		buf_addn(&p->para, s, n);
		s += n;
	}
}

/* "- ", "* ", "12. ": the length of a list item's mark, or 0. */
int list_mark(const char *s)
{
	int digits = strspn(s, "0123456789");

	if (strchr("-*+", *s) && *s && s[1] == ' ')
		return 2;
	if (digits && digits < 4 && strchr(".)", s[digits]) && s[digits] &&
	    s[digits + 1] == ' ')
		return digits + 2;
	return 0;
}

void put_heading(struct printer *p, const char *s)
{
	int level = strspn(s, "#");
	struct styled t;
	size_t from = 0, to, next;
	int w, wide = 0;

	s += level + strspn(s + level, " \t");
	p->space_due = true;
	space(p);
	style_init(&t);
	/* "G:033 " in front of a stop's title has a colour of its own. */
	if (level == 2 && strlen(s) > 6 && s[1] == ':') {
		style_addn(&t, TAG, s, 5);
		s += 5;
	}
	add_inline(p, &t, HEADING, s, s + strlen(s));
	do {
		to = fit(&t, from, p->width, &next);
		put_styled(p, &t, from, to);
		putchar('\n');
		w = width_of(t.text.s + from, to - from);
		wide = w > wide ? w : wide;
		from = next;
	} while (from < t.text.len);
	if (level < 3) {
		struct buf rule = { 0 };

		buf_reset(&rule);
		while (wide--)
			buf_add(&rule, level == 1 ? "=" : p->terminal ? "─" : "-");
		put(p, level == 1 ? HEADING : DIM, rule.s);
		putchar('\n');
		free(rule.s);
	}
	style_free(&t);
	p->space_due = true;
}

/* ---- tables ---- */

/* The cell that begins at s, and where the next one does, or NULL. */
static const char *cell_end(const char *s, const char **next)
{
	bool code = false;

	for (; *s && (*s != '|' || code); s++) {
		if (*s == MARK_OPEN || *s == MARK_CLOSE || *s == '`')
			code = !code;
		else if (*s == '\\' && s[1])
			s++;
	}
	*next = *s && !is_blank(s + 1) ? s + 1 : NULL;
	return s;
}

#define MAX_COLUMNS 16

static int read_row(const struct printer *p, const char *s, enum style style,
		    struct styled *cells)
{
	int n = 0;

	for (s += *s == '|'; s && n < MAX_COLUMNS; n++) {
		const char *next, *end = cell_end(s, &next);

		s += strspn(s, " \t");
		while (end > s && isspace((unsigned char)end[-1]))
			end--;
		style_init(&cells[n]);
		if (end > s)
			add_inline(p, &cells[n], style, s, end);
		s = next;
	}
	return n;
}

static bool is_rule(const char *s)
{
	return s[strspn(s, "|-: \t")] == '\0';
}

/* Makes the widest columns narrower until the table fits. */
static void narrow(int *widths, int n, int room)
{
	int i, sum = 0, widest = 0;

	for (i = 0; i < n; i++)
		sum += widths[i];
	while (sum > room) {
		for (i = 0; i < n; i++)
			if (widths[i] > widths[widest])
				widest = i;
		if (widths[widest] <= 6)
			break;
		widths[widest]--;
		sum--;
	}
}

static void put_row(struct printer *p, struct styled *cells, int n,
		    const int *widths, int columns)
{
	size_t from[MAX_COLUMNS] = { 0 };
	bool more = true;
	int i;

	while (more) {
		int gap = 0;	/* owed to the cells before */

		more = false;
		start_line(p, p->list);
		for (i = 0; i < n && i < columns; i++) {
			const struct styled *t = &cells[i];
			size_t next = from[i];
			size_t to = fit(t, from[i], widths[i], &next);
			int w = width_of(t->text.s + from[i], to - from[i]);

			if (w)
				printf("%*s", gap, "");
			if (w)
				gap = 0;
			put_styled(p, t, from[i], to);
			gap += widths[i] - w + 2;
			from[i] = next;
			more |= next < t->text.len;
		}
		putchar('\n');
	}
}

void flush_table(struct printer *p)
{
	struct styled (*cells)[MAX_COLUMNS];
	int widths[MAX_COLUMNS] = { 0 };
	bool wrapped = false;
	int *n, columns = 0, natural = 0, room, i, k;

	if (!p->nr_rows)
		return;
	space(p);
	cells = xrealloc(NULL, p->nr_rows * sizeof(*cells));
	n = xrealloc(NULL, p->nr_rows * sizeof(*n));
	for (i = 0; i < p->nr_rows; i++) {
		bool head = i == 0 && p->nr_rows > 1 && is_rule(p->table[1]);

		n[i] = is_rule(p->table[i]) ? 0 :
			read_row(p, p->table[i], head ? BOLD : PLAIN, cells[i]);
		for (k = 0; k < n[i]; k++) {
			int w = width_of(cells[i][k].text.s, cells[i][k].text.len);

			widths[k] = w > widths[k] ? w : widths[k];
		}
		columns = n[i] > columns ? n[i] : columns;
	}
	for (k = 0; k < columns; k++)
		natural += widths[k];
	room = p->window - margin(p) - p->list - 2 * (columns - 1);
	wrapped = natural > room;
	narrow(widths, columns, room);
	for (i = 0; i < p->nr_rows; i++) {
		if (n[i]) {
			if (wrapped && i > 2)
				p->space_due = true;
			space(p);
			put_row(p, cells[i], n[i], widths, columns);
		} else {
			start_line(p, p->list);
			for (k = 0; k < columns; k++) {
				struct buf rule = { 0 };
				int w = widths[k];

				buf_reset(&rule);
				while (w--)
					buf_add(&rule, p->terminal ? "─" : "-");
				put(p, DIM, rule.s);
				fputs(k + 1 < columns ? "  " : "\n", stdout);
				free(rule.s);
			}
		}
		for (k = 0; k < n[i]; k++)
			style_free(&cells[i][k]);
		free(p->table[i]);
	}
	free(cells);
	free(n);
	p->nr_rows = 0;
	p->table = NULL;
	p->space_due = true;
}
