// SPDX-License-Identifier: GPL-2.0-only
/*
 * The book on a terminal or in a pipe: the stops of a stage in order, prose and
 * code.  Markdown is rendered lightly; what we do not know is shown as written.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"

enum style { PLAIN, BOLD, EMPH, CODE, LINK, HEADING, NAME, DIM, NR_STYLES };

static const char * const escapes[NR_STYLES] = {
	"", "\033[1m", "\033[3m", "\033[36m", "\033[34m", "\033[1;33m",
	"\033[32m", "\033[2m",
};

/* Text with a style for each byte. */
struct styled {
	struct buf text;
	struct buf style;
};

struct printer {
	const struct book *book;
	int width;
	bool colour;
	struct buf para;	/* the paragraph so far, with marks */
	int first_indent;	/* of the paragraph's first line, */
	int indent;		/* and of its other lines */
	char bullet[16];	/* what stands in the first line's margin */
	bool space_due;		/* an empty line before what comes next */
	bool begun;		/* something was printed */
};

/* ---- styled text ---- */

static void style_addn(struct styled *t, enum style style, const char *s,
		       size_t n)
{
	buf_addn(&t->text, s, n);
	while (n--)
		buf_addc(&t->style, style);
}

static void style_add(struct styled *t, enum style style, const char *s)
{
	style_addn(t, style, s, strlen(s));
}

static void style_init(struct styled *t)
{
	memset(t, 0, sizeof(*t));
	buf_reset(&t->text);
	buf_reset(&t->style);
}

static void style_free(struct styled *t)
{
	free(t->text.s);
	free(t->style.s);
}

/* Characters, not bytes: continuation bytes of UTF-8 take no column. */
static int width_of(const char *s, size_t n)
{
	int w = 0;

	while (n--)
		w += (*s++ & 0xc0) != 0x80;
	return w;
}

static void put_styled(const struct printer *p, const struct styled *t,
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

static void put(const struct printer *p, enum style style, const char *s)
{
	struct styled t;

	style_init(&t);
	style_add(&t, style, s);
	put_styled(p, &t, 0, t.text.len);
	style_free(&t);
}

static void put_indent(int n)
{
	printf("%*s", n, "");
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

static void add_inline(const struct printer *p, struct styled *t,
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

static void add_inline(const struct printer *p, struct styled *t,
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

/* ---- paragraphs ---- */

static void space(struct printer *p)
{
	if (p->space_due && p->begun)
		putchar('\n');
	p->space_due = false;
	p->begun = true;
}

/* Prints the paragraph, wrapped. */
static void flush_para(struct printer *p)
{
	struct styled t;
	size_t i = 0;
	int col;

	if (!p->para.len)
		return;
	space(p);
	style_init(&t);
	add_inline(p, &t, PLAIN, p->para.s, p->para.s + p->para.len);
	put_indent(p->first_indent);
	fputs(p->bullet, stdout);
	col = p->first_indent + width_of(p->bullet, strlen(p->bullet));
	while (i < t.text.len) {
		const char *word = t.text.s + i;
		size_t gap = strspn(word, " \t");
		size_t len = strcspn(word + gap, " \t");
		int w = width_of(word + gap, len);

		if (gap && col > p->indent && col + 1 + w > p->width) {
			putchar('\n');
			put_indent(p->indent);
			col = p->indent;
		} else if (gap) {
			putchar(' ');
			col++;
		}
		put_styled(p, &t, i + gap, i + gap + len);
		col += w;
		i += gap + len;
	}
	putchar('\n');
	style_free(&t);
	buf_reset(&p->para);
	p->first_indent = 0;
	p->indent = 0;
	p->bullet[0] = '\0';
}

/* "- ", "* ", "12. ": the length of a list item's mark, or 0. */
static int list_mark(const char *s)
{
	int digits = strspn(s, "0123456789");

	if (strchr("-*+", *s) && *s && s[1] == ' ')
		return 2;
	if (digits && digits < 4 && strchr(".)", s[digits]) && s[digits] &&
	    s[digits + 1] == ' ')
		return digits + 2;
	return 0;
}

static void put_heading(struct printer *p, const char *s)
{
	int level = strspn(s, "#");
	struct styled t;
	int w;

	s += level + strspn(s + level, " \t");
	p->space_due = true;
	space(p);
	style_init(&t);
	add_inline(p, &t, HEADING, s, s + strlen(s));
	put_styled(p, &t, 0, t.text.len);
	w = width_of(t.text.s, t.text.len);
	putchar('\n');
	while (level < 3 && w--)
		putchar(level == 1 ? '=' : '-');
	if (level < 3)
		putchar('\n');
	style_free(&t);
	p->space_due = true;
}

/* A line as it stands: in a table, or in a fenced block. */
static void put_verbatim(struct printer *p, const struct line *line)
{
	struct styled t;
	const char *s;

	flush_para(p);
	space(p);
	style_init(&t);
	for (s = line->text; *s; s++)
		if (*s != MARK_OPEN && *s != MARK_CLOSE)
			style_addn(&t, line->fenced ? CODE : PLAIN, s, 1);
	put_indent(line->fenced ? 4 : 0);
	put_styled(p, &t, 0, t.text.len);
	putchar('\n');
	style_free(&t);
}

static bool is_fence(const char *s)
{
	s += strspn(s, " ");
	return starts_with(s, "```") || starts_with(s, "~~~");
}

static void prose(struct printer *p, const struct line *line)
{
	const char *s = line->text;
	int blanks = strspn(s, " ");
	int mark;

	if (line->fenced) {
		if (is_fence(s))
			flush_para(p), p->space_due = true;
		else
			put_verbatim(p, line);
		return;
	}
	if (is_blank(s)) {
		flush_para(p);
		p->space_due = true;
		return;
	}
	if (starts_with(s, ":::"))		/* pandoc's fence around a div */
		return;
	if (*s == '#' && strchr(" \t", s[strspn(s, "#")])) {
		flush_para(p);
		put_heading(p, s);
		return;
	}
	if (*s == '|') {
		put_verbatim(p, line);
		return;
	}
	mark = list_mark(s + blanks);
	if (mark) {
		flush_para(p);
		p->first_indent = blanks;
		p->indent = blanks + mark;
		snprintf(p->bullet, sizeof(p->bullet), "%.*s", mark, s + blanks);
		buf_add(&p->para, s + blanks + mark);
		return;
	}
	if (*s == '>') {
		if (!p->para.len)
			p->first_indent = p->indent = 4;
		s += 1 + (s[1] == ' ');
		blanks = 0;
	}
	if (p->para.len)
		buf_addc(&p->para, ' ');
	buf_add(&p->para, s + blanks);
}

/* ---- code ---- */

#define CODE_INDENT 4

static void put_name(const struct printer *p, const char *name, size_t n)
{
	char *s = xasprintf("«%.*s»", (int)n, name);

	put(p, NAME, s);
	free(s);
}

static void code_line(const struct printer *p, const char *s)
{
	int col = 0;

	if (*s)
		put_indent(CODE_INDENT);
	for (; *s; s++) {
		if (*s == MARK_OPEN) {
			size_t n = strchr(s, MARK_CLOSE) - s - 1;

			put_name(p, s + 1, n);
			s += n + 1;
			col += n + 2;
		} else if (*s == '\t') {
			do
				putchar(' ');
			while (++col % 8);
		} else {
			putchar(*s);
			col += (*s & 0xc0) != 0x80;
		}
	}
	putchar('\n');
}

static void code(struct printer *p, const struct part *part)
{
	int i;

	flush_para(p);
	p->space_due = true;
	space(p);
	put_indent(CODE_INDENT);
	put_name(p, part->chunk->name, strlen(part->chunk->name));
	put(p, NAME, part->nth ? " +≡" : " ≡");
	putchar('\n');
	for (i = 0; i < part->lines.n; i++)
		code_line(p, part->lines.v[i].text);
	p->space_due = true;
}

/* ---- stops ---- */

static void end_stop(struct printer *p, const struct stop *stop)
{
	int i;

	flush_para(p);
	for (i = 0; i + 1 < p->book->nr_stops; i++) {
		const struct stop *next = p->book->stops[i + 1];
		char *s;

		if (p->book->stops[i] != stop)
			continue;
		s = xasprintf("next: %s %s", next->tag, next->plain);
		p->space_due = true;
		space(p);
		put(p, DIM, s);
		free(s);
		if (next->stage != stop->stage && next->stage >= 0) {
			s = xasprintf(" (make %s)", stages[next->stage].name);
			put(p, DIM, s);
			free(s);
		}
		putchar('\n');
	}
	p->space_due = true;
}

static void begin_stop(struct printer *p, const struct stop *stop)
{
	char *s = xasprintf("## %s %s", stop->tag, stop->title);

	flush_para(p);
	put_heading(p, s);
	free(s);
}

static int find_stage(const char *name)
{
	int i;

	for (i = 0; i < nr_stages; i++)
		if (strcmp(stages[i].name, name) == 0)
			return i;
	die("there is no stage %s", name);
}

static const struct stop *find_stop(const struct book *book, int stage,
				    const char *tag)
{
	const struct stop *stop;

	if (!*tag)
		return NULL;
	stop = book_stop(book, tag);
	if (!stop)
		die("there is no stop %s in %s", tag, stages[stage].name);
	if (stop->stage != stage)
		die("there is no stop %s in %s, but there is in %s", tag,
		    stages[stage].name,
		    stop->stage < 0 ? stop->file : stages[stop->stage].name);
	return stop;
}

/* Prints a stage: all of it, or one stop, or everything from a stop on. */
int book_show(const struct book *book, const char *stage_name,
	      const char *stop_tag, const char *from_tag, int width,
	      bool colour)
{
	struct printer p = { .book = book, .width = width, .colour = colour };
	int stage = find_stage(stage_name);
	const struct stop *only = find_stop(book, stage, stop_tag);
	const struct stop *from = find_stop(book, stage, from_tag);
	const struct stop *now = NULL;
	bool showing = !only && !from;
	bool any = false;
	int i;

	buf_reset(&p.para);
	for (i = 0; i < book->nr_items; i++) {
		const struct item *item = &book->items[i];

		if (item->stage != stage)
			continue;
		if (now && item->stop != now) {
			if (showing)
				end_stop(&p, now);
			now = NULL;
			if (only)
				showing = false;
		}
		if (item->type == ITEM_STOP) {
			now = item->stop;
			if (now == only || now == from)
				showing = true;
		}
		if (!showing)
			continue;
		any = true;
		if (item->type == ITEM_STOP)
			begin_stop(&p, item->stop);
		else if (item->type == ITEM_TEXT)
			prose(&p, &item->line);
		else if (item->type == ITEM_PART)
			code(&p, item->part);
	}
	flush_para(&p);
	if (showing && now)
		end_stop(&p, now);
	if (!any)
		die("there is nothing in %s yet", stage_name);
	return 0;
}
