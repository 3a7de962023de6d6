// SPDX-License-Identifier: GPL-2.0-only
/*
 * The book on a terminal or in a pipe: the stops of a stage or of a journey in
 * order, prose and code.  Markdown is rendered lightly; what we do not know is
 * shown as written.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

/* ---- code ---- */

/* A line of code, cut into pieces that have styles; tabs become blanks. */
struct row {
	struct printer *p;
	struct styled t;
	int col;
};

static void add_code_text(struct row *r, enum style style, const char *s, size_t n)
{
	for (; n--; s++) {
		if (*s == '\t') {
			do
				style_addn(&r->t, style, " ", 1);
			while (++r->col % 8);
			continue;
		}
		style_addn(&r->t, style, s, 1);
		r->col += (*s & 0xc0) != 0x80;
	}
}

/* A chunk's name; [[code]] in it is code, and needs no marks here. */
static void add_name(struct row *r, const char *name)
{
	add_code_text(r, NAME, "«", 2);
	for (; *name; name++) {
		if (starts_with(name, "[[") || starts_with(name, "]]"))
			name++;
		else
			add_code_text(r, NAME, name, 1);
	}
	add_code_text(r, NAME, "»", 2);
}

static void add_token(void *arg, enum token type, const char *s, size_t n)
{
	static const enum style styles[] = {
		[TOKEN_TEXT] = PLAIN, [TOKEN_NAME] = PLAIN, [TOKEN_MEMBER] = PLAIN,
		[TOKEN_TAG] = PLAIN, [TOKEN_KEYWORD] = KEYWORD, [TOKEN_TYPE] = TYPE,
		[TOKEN_STRING] = STRING, [TOKEN_NUMBER] = NUMBER,
		[TOKEN_COMMENT] = COMMENT, [TOKEN_DIRECTIVE] = DIRECTIVE,
		[TOKEN_REGISTER] = REGISTER, [TOKEN_USE] = NAME,
	};
	struct row *r = arg;
	const struct chunk *chunk;
	char *name;

	if (type != TOKEN_USE) {
		add_code_text(r, styles[type], s, n);
		return;
	}
	name = xstrndup(s, n);
	add_name(r, name);
	chunk = book_chunk(r->p->book, name);
	free(name);
	/* Where to read on, if that is somewhere else. */
	if (!r->p->terminal || !chunk || !chunk->nr_parts)
		return;
	if (chunk->parts[0]->stop && chunk->parts[0]->stop != r->p->stop) {
		add_code_text(r, DIM, " ", 1);
		add_code_text(r, DIM, chunk->parts[0]->stop->tag, 5);
	}
}

/* The kernel's 80 columns should fit into a window that has not many more. */
static int code_indent(const struct printer *p)
{
	return p->terminal && p->window < 100 ? 2 : CODE_INDENT;
}

/*
 * On a terminal a line goes on below if it is too long; in a pipe it is whole,
 * since who reads from there knows better.
 */
static void put_row_of_code(struct row *r, int indent)
{
	const struct printer *p = r->p;
	int room = p->window - margin(p) - indent;
	size_t from = 0, to, next;

	do {
		int width = p->terminal ? room - 2 * (from > 0) : INT_MAX;

		to = fit(&r->t, from, width, &next);
		/* Not at the indentation, and not far from the end. */
		if (next < r->t.text.len && width_of(r->t.text.s + from, to - from) < width / 2)
			to = next = cut(&r->t, from, width);
		start_line(p, r->t.text.len ? indent : 0);
		if (from)
			put(p, DIM, "↳ ");
		put_styled(p, &r->t, from, to);
		putchar('\n');
		from = next;
	} while (from < r->t.text.len);
}

static void code_line(struct printer *p, struct highlighter *h, const char *s,
		      int indent)
{
	struct row row = { .p = p };

	style_init(&row.t);
	h->token = add_token;
	h->arg = &row;
	highlight(h, s);
	put_row_of_code(&row, indent);
	style_free(&row.t);
}

/* What is said of a chunk beside its name. */
static void add_note(struct row *r, const struct part *part)
{
	const struct chunk *chunk = part->chunk;
	struct buf b = { 0 };
	int i;

	buf_reset(&b);
	if (!chunk->root && chunk->nr_uses)
		buf_addf(&b, "  %s", file_of(chunk));
	if (chunk->nr_parts > 1)
		buf_addf(&b, "%s %d of %d", b.len ? "," : " ", part->nth + 1,
			 chunk->nr_parts);
	for (i = 0; i < chunk->nr_uses; i++) {
		const struct stop *user = chunk->uses[i]->stop;

		if (!user || user == part->stop ||
		    (i && user == chunk->uses[i - 1]->stop))
			continue;
		buf_addf(&b, ", used in %s", user->tag);
	}
	add_code_text(r, DIM, b.s, b.len);
	free(b.s);
}

static void code(struct printer *p, const struct part *part)
{
	struct highlighter h = { .syntax = syntax_of(
		part->chunk->root || part->chunk->nr_uses ?
		file_of(part->chunk) : "") };
	struct row row = { .p = p };
	int i;

	flush_para(p);
	flush_table(p);
	p->list = 0;
	p->aside = false;
	p->space_due = true;
	space(p);
	style_init(&row.t);
	add_name(&row, part->chunk->name);
	add_code_text(&row, NAME, part->nth ? " +≡" : " ≡", part->nth ? 5 : 4);
	if (p->terminal)
		add_note(&row, part);
	put_row_of_code(&row, code_indent(p));
	style_free(&row.t);
	for (i = 0; i < part->lines.n; i++)
		code_line(p, &h, part->lines.v[i].text, code_indent(p));
	p->space_due = true;
}

/* ---- figures ---- */

/* A line of a figure is drawn and stays whole, but for a sentence in a narrow window. */
static void figure_line(struct printer *p, const char *line)
{
	int blanks = strspn(line, " ");
	int room = p->window - margin(p) - CODE_INDENT;
	bool drawn = strstr(line + blanks, "  ") || strpbrk(line, "|+");
	struct styled t;

	if (!p->terminal || drawn || width_of(line, strlen(line)) <= room) {
		start_line(p, *line ? CODE_INDENT : 0);
		puts(line);
		return;
	}
	style_init(&t);
	style_add(&t, PLAIN, line + blanks);
	put_wrapped(p, &t, CODE_INDENT + blanks, isdigit(line[blanks]) ? 3 : 0);
	style_free(&t);
}

/* "![caption](../figures/NAME.svg)" on a line of its own: its text alternative. */
static bool figure(struct printer *p, const char *s)
{
	const char *close = strstr(s, "](");
	const char *name = close ? strstr(close, "figures/") : NULL;
	char *path, *caption, *line = NULL;
	size_t size = 0;
	ssize_t len;
	struct styled t;
	FILE *in;
	int no = 0;

	if (!starts_with(s, "![") || !name || !strchr(name, '.') ||
	    !strchr(name, ')'))
		return false;
	path = xasprintf("chapters/%.*s.txt", (int)strcspn(name, "."), name);
	in = fopen(path, "r");
	free(path);
	if (!in)
		return false;
	flush_para(p);
	space(p);
	caption = xstrndup(s + 2, close - s - 2);
	style_init(&t);
	style_add(&t, DIM, "Figure: ");
	add_inline(p, &t, BOLD, caption, caption + strlen(caption));
	put_wrapped(p, &t, 0, 4);
	putchar('\n');
	while ((len = getline(&line, &size, in)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		/* Its title, which the caption has said, and a blank line. */
		if (++no <= 2 && (no == 1 ? strcmp(line, caption) == 0 : is_blank(line)))
			continue;
		figure_line(p, line);
	}
	free(line);
	free(caption);
	style_free(&t);
	fclose(in);
	p->space_due = true;
	return true;
}

/* ---- prose ---- */

/* A line as it stands, without noweb's marks. */
static void put_verbatim(struct printer *p, const char *s, int indent)
{
	struct buf b = { 0 };

	flush_para(p);
	space(p);
	buf_reset(&b);
	for (; *s; s++)
		if (*s != MARK_OPEN && *s != MARK_CLOSE)
			buf_addc(&b, *s);
	code_line(p, &p->highlighter, b.s, indent);
	free(b.s);
}

static bool is_fence(const char *s)
{
	s += strspn(s, " ");
	return starts_with(s, "```") || starts_with(s, "~~~");
}

/* "```c" and "``` {.c}" */
static void open_fence(struct printer *p, const char *s)
{
	char *language;

	s += strspn(s, " `~{.");
	language = xstrndup(s, strcspn(s, " }"));
	memset(&p->highlighter, 0, sizeof(p->highlighter));
	p->highlighter.syntax = syntax_named(language);
	free(language);
}

static void fenced_line(struct printer *p, const char *s)
{
	if (is_fence(s)) {
		flush_para(p);
		p->space_due = true;
		p->fenced = !p->fenced;
		if (p->fenced)
			open_fence(p, s);
	} else {
		put_verbatim(p, s, CODE_INDENT);
	}
}

static void prose(struct printer *p, const struct line *line)
{
	const char *s = line->text;
	int blanks = strspn(s, " ");
	int mark;

	if (line->fenced) {
		fenced_line(p, s);
		return;
	}
	p->fenced = false;
	if (*s != '|')
		flush_table(p);
	if (is_blank(s)) {
		flush_para(p);
		p->space_due = true;
		return;
	}
	if (starts_with(s, ":::")) {		/* pandoc's fence around a div */
		flush_para(p);
		p->space_due = true;
		p->aside = strstr(s, "aside") != NULL;
		return;
	}
	mark = list_mark(s + blanks);
	if (!p->para.len && blanks >= 4 && !p->list) {
		if (!p->verbatim)
			memset(&p->highlighter, 0, sizeof(p->highlighter));
		p->verbatim = true;
		put_verbatim(p, s + 4, CODE_INDENT);
		return;
	}
	p->verbatim = false;
	if (!p->para.len && !mark && blanks < p->list) {
		p->list = 0;		/* back at the margin: the list is over */
		p->first_indent = p->indent = 0;
	}
	if (*s == '#' && strchr(" \t", s[strspn(s, "#")])) {
		flush_para(p);
		put_heading(p, s);
		return;
	}
	if (*s == '|') {
		flush_para(p);
		*grow(p->table, p->nr_rows) = xstrdup(s);
		return;
	}
	if (figure(p, s))
		return;
	if (mark) {
		flush_para(p);
		p->first_indent = blanks;
		p->list = p->indent = blanks + mark;
		snprintf(p->bullet, sizeof(p->bullet), "%.*s", mark, s + blanks);
		if (p->terminal && mark == 2)
			strcpy(p->bullet, "• ");
		add_words(p, s + blanks + mark);
		return;
	}
	if (*s == '>') {
		if (!p->para.len)
			p->first_indent = p->indent = 4;
		s += 1 + (s[1] == ' ');
	}
	add_words(p, s);
}

/* ---- stops ---- */

static void end_text(struct printer *p)
{
	flush_para(p);
	flush_table(p);
	p->list = p->first_indent = p->indent = 0;
	p->aside = p->verbatim = false;
	p->space_due = true;
}

static const struct stop *following(const struct book *book,
				    const struct stop *stop)
{
	int i;

	for (i = 0; i + 1 < book->nr_stops; i++)
		if (book->stops[i] == stop)
			return book->stops[i + 1];
	return NULL;
}

static void put_next(struct printer *p, const char *what, const struct stop *next,
		     const char *stage)
{
	struct styled t;
	char *s = xasprintf("%s: %s %s", what, next->tag, next->plain);

	space(p);
	style_init(&t);
	style_add(&t, DIM, s);
	free(s);
	if (stage) {
		s = xasprintf(" (make %s)", stage);
		style_add(&t, DIM, s);
		free(s);
	}
	put_wrapped(p, &t, 0, 4);
	style_free(&t);
}

static void end_stop(struct printer *p, const struct stop *stop)
{
	const struct stop *next = following(p->book, stop);
	end_text(p);
	if (next)
		put_next(p, "next", next, next->stage == stop->stage || next->stage < 0 ?
			 NULL : stages[next->stage].name);
	p->space_due = true;
}

/* Below a stop's heading: what the tests have run of it. */
static void say_what_ran(struct printer *p, const struct stop *stop)
{
	char *words = coverage_words(p->book, stop);
	size_t from = 0, to, next;
	struct styled t;

	if (!words)
		return;
	space(p);
	style_init(&t);
	style_add(&t, DIM, words);
	do {
		to = fit(&t, from, p->width, &next);
		start_line(p, 0);
		put_styled(p, &t, from, to);
		putchar('\n');
		from = next;
	} while (from < t.text.len);
	style_free(&t);
	free(words);
	p->space_due = true;
}

static void put_item(struct printer *p, const struct item *item)
{
	char *s;

	switch (item->type) {
	case ITEM_STOP:
		end_text(p);
		s = xasprintf("## %s %s", item->stop->tag, item->stop->title);
		put_heading(p, s);
		free(s);
		say_what_ran(p, item->stop);
		break;
	case ITEM_TEXT:
		prose(p, &item->line);
		break;
	case ITEM_PART:
		code(p, item->part);
		break;
	case ITEM_FILE:
		break;
	}
}

static void begin(struct printer *p, const struct book *book, int window,
		  const char *how)
{
	memset(p, 0, sizeof(*p));
	p->book = book;
	p->window = window;
	p->width = window < TEXT_WIDTH ? window : TEXT_WIDTH;
	p->terminal = strcmp(how, "plain") != 0;
	p->colour = strcmp(how, "colour") == 0;
	buf_reset(&p->para);
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
int book_show(struct book *book, const char *stage_name,
	      const char *stop_tag, const char *from_tag, int window,
	      const char *how)
{
	struct printer p;
	int stage = find_stage(stage_name);
	const struct stop *only = find_stop(book, stage, stop_tag);
	const struct stop *from = find_stop(book, stage, from_tag);
	bool showing = !only && !from;
	bool any = false;
	int i;

	read_coverage(book);
	begin(&p, book, window, how);
	for (i = 0; i < book->nr_items; i++) {
		const struct item *item = &book->items[i];

		if (item->stage != stage)
			continue;
		if (p.stop && item->stop != p.stop) {
			if (showing)
				end_stop(&p, p.stop);
			p.stop = NULL;
			if (only)
				showing = false;
		}
		if (item->type == ITEM_STOP) {
			p.stop = item->stop;
			if (p.stop == only || p.stop == from)
				showing = true;
		}
		if (!showing)
			continue;
		any = true;
		put_item(&p, item);
	}
	end_text(&p);
	if (showing && p.stop)
		end_stop(&p, p.stop);
	if (!any)
		die("there is nothing in %s yet", stage_name);
	return 0;
}

/* ---- journeys ---- */

static void list_journeys(const struct journey *journeys, int n)
{
	int i;

	for (i = 0; i < n; i++)
		printf("make journey NAME=%-14s %s, %d stops\n", journeys[i].name,
		       journeys[i].title, journeys[i].nr_steps);
}

static void put_step(struct printer *p, const struct journey *j, int i)
{
	const struct step *step = &j->steps[i];
	const struct step *next = i + 1 < j->nr_steps ? step + 1 : NULL;
	const struct book *book = p->book;
	int k;

	p->space_due = true;
	snprintf(p->bullet, sizeof(p->bullet), "%d/%d ", i + 1, j->nr_steps);
	p->indent = strlen(p->bullet);
	add_words(p, step->text);
	end_text(p);
	p->stop = step->stop;
	for (k = 0; k < book->nr_items; k++)
		if (book->items[k].stop == step->stop)
			put_item(p, &book->items[k]);
	end_text(p);
	if (next)
		put_next(p, "next on this journey", next->stop, NULL);
}

/* Prints the stops of a journey, each whole; without a name, what there is. */
int book_show_journey(struct book *book, const char *name, int window,
		      const char *how)
{
	struct journey *journeys = NULL;
	struct buf names = { 0 };
	struct printer p;
	char *title;
	int i, k, n = 0;

	read_journeys(book, &journeys, &n);
	read_coverage(book);
	if (!n)
		die("there are no journeys yet");
	if (!*name) {
		list_journeys(journeys, n);
		return 0;
	}
	for (i = 0; i < n && strcmp(journeys[i].name, name); i++)
		buf_addf(&names, "%s%s", i ? ", " : "", journeys[i].name);
	if (i == n)
		die("there is no journey %s; there are %s", name, names.s);
	begin(&p, book, window, how);
	title = xasprintf("# %s", journeys[i].title);
	put_heading(&p, title);
	free(title);
	for (k = 0; k < journeys[i].nr_steps; k++)
		put_step(&p, &journeys[i], k);
	return 0;
}
