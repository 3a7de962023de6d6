// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole book as one Markdown file for pandoc, which makes the EPUB of it, and
 * the page that becomes the PDF.  Stages, chapters and stops are headings of the
 * first three levels, and a chunk is HTML already: pandoc takes it as it is.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* Where the writing stands. */
struct paper {
	const struct book *book;
	FILE *out;
	bool split;		/* an EPUB: links name the file */
	int *file_of_part;	/* the EPUB's file in which each part is */
	int nr_headings;	/* of stages and chapters; each begins a file */
	const char *file;	/* the chapter that is being written */
	struct buf html;
};

/* No run of backticks in HTML of ours is as long as this. */
static void put_html(struct paper *p, const char *html)
{
	fprintf(p->out, "\n````````` {=html}\n%s\n`````````\n\n", html);
}

/* ---- code ---- */

/*
 * pandoc finds out by itself in which file of an EPUB a heading is, but not what
 * we write as HTML.  It begins a file for each heading of the first two levels.
 */
static char *href_of(const struct paper *p, const struct part *part)
{
	char *id = part_id(part);
	char *href;

	if (p->split)
		href = xasprintf("ch%03d.xhtml#%s", p->file_of_part[part->id],
				 id);
	else
		href = xasprintf("#%s", id);
	free(id);
	return href;
}

static void add_link(struct paper *p, const char *class,
		     const struct part *part, const char *name,
		     const char *text)
{
	char *href = href_of(p, part);

	buf_addf(&p->html, "<a class=\"%s\" href=\"", class);
	html_add(&p->html, href);
	buf_add(&p->html, "\">");
	if (text)
		html_add(&p->html, text);
	if (name)
		html_chunk_name(&p->html, name);
	buf_add(&p->html, "</a>");
	free(href);
}

/* A line being written: tabs become blanks, since no reader agrees on them. */
struct row {
	struct paper *p;
	int col;
};

static void add_text(struct row *r, const char *s, size_t n)
{
	for (; n--; s++) {
		if (*s == '\t') {
			do
				buf_addc(&r->p->html, ' ');
			while (++r->col % 8);
			continue;
		}
		html_addn(&r->p->html, s, 1);
		r->col += (*s & 0xc0) != 0x80;
	}
}

static void add_token(void *arg, enum token type, const char *s, size_t n)
{
	static const char * const classes[] = {
		[TOKEN_KEYWORD] = "k", [TOKEN_TYPE] = "t", [TOKEN_STRING] = "s",
		[TOKEN_NUMBER] = "n", [TOKEN_COMMENT] = "c",
		[TOKEN_DIRECTIVE] = "d", [TOKEN_REGISTER] = "r",
		[TOKEN_USE] = NULL,
	};
	struct row *r = arg;

	if (type == TOKEN_USE) {
		char *name = xstrndup(s, n);
		const struct chunk *chunk = book_chunk(r->p->book, name);

		add_link(r->p, "use", chunk->parts[0], name, NULL);
		r->col += n + 2;
		free(name);
	} else if (classes[type]) {
		buf_addf(&r->p->html, "<span class=\"%s\">", classes[type]);
		add_text(r, s, n);
		buf_add(&r->p->html, "</span>");
	} else {
		add_text(r, s, n);
	}
}

static void add_head(struct paper *p, const struct part *part)
{
	buf_add(&p->html, "<p class=\"head\">");
	html_chunk_name(&p->html, part->chunk->name);
	buf_add(&p->html, part->nth ? " +\u2261" : " \u2261");
	if (!part->chunk->root) {
		buf_add(&p->html, " <span class=\"file\">");
		html_add(&p->html, file_of(part->chunk));
		buf_add(&p->html, "</span>");
	}
	buf_add(&p->html, "</p>\n");
}

/* Where the chunk's other parts are, and who uses it. */
static void add_foot(struct paper *p, const struct part *part)
{
	const struct chunk *chunk = part->chunk;
	int i;

	if (chunk->nr_parts == 1 && !chunk->nr_uses)
		return;
	buf_add(&p->html, "<p class=\"links\">");
	if (chunk->nr_parts > 1)
		buf_addf(&p->html, "part %d of %d", part->nth + 1,
			 chunk->nr_parts);
	if (part->nth > 0) {
		const struct part *other = chunk->parts[part->nth - 1];

		buf_add(&p->html, ", before: ");
		add_link(p, "part", other, NULL, other->stop->tag);
	}
	if (part->nth + 1 < chunk->nr_parts) {
		const struct part *other = chunk->parts[part->nth + 1];

		buf_add(&p->html, ", goes on: ");
		add_link(p, "part", other, NULL, other->stop->tag);
	}
	for (i = 0; i < chunk->nr_uses; i++) {
		const struct part *user = chunk->uses[i];
		char *text;

		if (i && user == chunk->uses[i - 1])
			continue;
		buf_add(&p->html, i ? ", " : chunk->nr_parts > 1 ?
			" \u00b7 used in " : "used in ");
		text = xasprintf("%s ", user->stop->tag);
		add_link(p, "user", user, user->chunk->name, text);
		free(text);
	}
	buf_add(&p->html, "</p>\n");
}

static void put_chunk(struct paper *p, const struct part *part)
{
	struct row row = { .p = p };
	struct highlighter h = {
		.syntax = syntax_of(file_of(part->chunk)),
		.token = add_token, .arg = &row,
	};
	char *id = part_id(part);
	int i, n = part->lines.n;

	while (n && is_blank(part->lines.v[n - 1].text))
		n--;
	buf_reset(&p->html);
	buf_add(&p->html, "<div class=\"chunk\" id=\"");
	html_add(&p->html, id);
	buf_add(&p->html, "\">\n");
	add_head(p, part);
	buf_add(&p->html, "<pre><code>");
	for (i = 0; i < n; i++) {
		row.col = 0;
		buf_add(&p->html, "<span class=\"line\">");
		highlight(&h, part->lines.v[i].text);
		buf_add(&p->html, "\n</span>");
	}
	buf_add(&p->html, "</code></pre>\n");
	add_foot(p, part);
	buf_add(&p->html, "</div>");
	put_html(p, p->html.s);
	free(id);
}

/* ---- the heads of printed pages ---- */

/* In a PDF each chapter has a kind of page of its own, called as its web page. */
static void begin_chapter(struct paper *p, const struct web *web,
			  const struct item *item)
{
	bool blank = item->type == ITEM_TEXT && is_blank(item->line.text);

	if (p->split || blank || item->file == p->file)
		return;
	buf_reset(&p->html);
	buf_addf(&p->html, "%s<div style=\"page: %s\">", p->file ? "</div>\n" : "",
		 page_of_file(web, item->file)->slug);
	put_html(p, p->html.s);
	p->file = item->file;
}

static void add_css_string(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++) {
		if (strchr("\"\\<", *s))
			buf_addf(b, "\\%x ", *s);
		else
			buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

/* And the head of that page says in which stage and chapter one is. */
static void put_heads(struct paper *p, const struct web *web)
{
	int i;

	buf_reset(&p->html);
	buf_add(&p->html, p->file ? "</div>\n<style>\n" : "<style>\n");
	for (i = 0; i < web->nr_pages; i++) {
		buf_addf(&p->html, "@page %s { @top-left { content: ",
			 web->pages[i].slug);
		add_css_string(&p->html, stages[web->pages[i].stage].name);
		buf_add(&p->html, " } @top-right { content: ");
		add_css_string(&p->html, web->pages[i].title);
		buf_add(&p->html, " } }\n");
	}
	buf_add(&p->html, "</style>");
	put_html(p, p->html.s);
}

/* ---- prose ---- */

/* A heading of the chapter's own is one level deeper here. */
static bool is_heading(const struct line *line)
{
	return !line->fenced && line->text[0] == '#' &&
	       strchr(" \t", line->text[strspn(line->text, "#")]);
}

static void put_heading(struct paper *p, const char *marks, const char *tag,
			const char *title)
{
	fprintf(p->out, "\n%s ", marks);
	if (tag)
		fprintf(p->out, "[%s]{.tag} ", tag);
	put_prose(p->out, title);
	if (tag)
		fprintf(p->out, " {#%s}", tag);
	fputs("\n\n", p->out);
}

/*
 * "![caption](../figures/NAME.svg)" in an EPUB, with its words behind it, and tied to
 * it for who cannot see it.
 */
static bool put_figure(struct paper *p, const struct line *line)
{
	const char *close = strstr(line->text, "](");
	const char *name = close ? strstr(close, "figures/") : NULL;
	char *figure;

	if (!p->split || line->fenced || !starts_with(line->text, "![") || !name)
		return false;
	name += strlen("figures/");
	figure = xstrndup(name, strcspn(name, "."));
	put_prose(p->out, line->text);
	fprintf(p->out, "{aria-details=\"words-%s\"}\n", figure);
	buf_reset(&p->html);
	html_figure_words(&p->html, figure);
	put_html(p, p->html.s);
	free(figure);
	return true;
}

static void put_item(struct paper *p, const struct item *item)
{
	const char *s = item->line.text;

	switch (item->type) {
	case ITEM_FILE:
		fputc('\n', p->out);
		break;
	case ITEM_TEXT:
		if (is_heading(&item->line)) {
			int level = strspn(s, "#");

			put_heading(p, level == 1 ? "##" : "####", NULL,
				    s + level + strspn(s + level, " \t"));
		} else if (!put_figure(p, &item->line)) {
			put_prose_line(p->out, &item->line);
		}
		break;
	case ITEM_STOP:
		put_heading(p, "###", item->stop->tag, item->stop->title);
		break;
	case ITEM_PART:
		put_chunk(p, item->part);
		break;
	}
}

static bool starts_chapter(const struct item *item)
{
	return item->type == ITEM_TEXT && is_heading(&item->line) &&
	       item->line.text[1] != '#';
}

/* Each stage with stops, and each item in it, in reading order. */
static void walk(struct paper *p, const struct web *web, bool write)
{
	const struct book *book = p->book;
	int stage, i;

	p->nr_headings = 0;
	for (stage = 0; stage < nr_stages; stage++) {
		bool begun = false;

		for (i = 0; i < book->nr_items; i++) {
			const struct item *item = &book->items[i];

			if (item->stage != stage || item->type == ITEM_FILE)
				continue;
			if (write)
				begin_chapter(p, web, item);
			if (!begun) {
				p->nr_headings++;
				if (write)
					put_heading(p, "#", NULL,
						    stages[stage].name);
				begun = true;
			}
			p->nr_headings += starts_chapter(item);
			if (write)
				put_item(p, item);
			else if (item->type == ITEM_PART)
				p->file_of_part[item->part->id] =
					p->nr_headings;
		}
	}
}

/* The ways across, at the end: lists of links. */
static void put_journeys(struct paper *p, struct book *book)
{
	struct journey *journeys = NULL;
	int i, k, n = 0;

	read_journeys(book, &journeys, &n);
	if (n && !p->split)
		put_html(p, "<div style=\"page: journeys\">");
	if (n)
		put_heading(p, "#", NULL, "Journeys");
	for (i = 0; i < n; i++) {
		fprintf(p->out, "\n## %s {.journey}\n\n", journeys[i].title);
		for (k = 0; k < journeys[i].nr_steps; k++) {
			const struct step *step = &journeys[i].steps[k];

			fprintf(p->out, "%d. [%s](#%s) ", k + 1, step->stop->tag,
				step->stop->tag);
			put_prose(p->out, step->text);
			fputc('\n', p->out);
		}
	}
	if (n && !p->split)
		put_html(p, "</div>");
}

void book_paper(struct book *book, bool epub, FILE *out)
{
	struct paper p = { .book = book, .out = out, .split = epub };
	struct web web = { .book = book };

	find_pages(&web);
	p.file_of_part = xrealloc(NULL, (book->nr_parts + 1) * sizeof(int));
	walk(&p, &web, false);
	walk(&p, &web, true);
	if (!epub)
		put_heads(&p, &web);
	put_journeys(&p, book);
	free(p.file_of_part);
	free(p.html.s);
}
