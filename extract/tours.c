// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tours for the editor, as the extension CodeTour reads them: one for each stage,
 * with a step for each stop, and one for each journey.  They point into the
 * chapters, which are there whether or not anything was tangled.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

static void json_string(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_addf(b, "\\%c", *s);
		else if (*s == '\n')
			buf_add(b, "\\n");
		else if ((unsigned char)*s < ' ')
			buf_addf(b, "\\u%04x", *s);
		else
			buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

static void json_field(struct buf *b, const char *indent, const char *key,
		       const char *value)
{
	buf_addf(b, "%s\"%s\": ", indent, key);
	json_string(b, value);
}

/* The title of a stage's tour; the extension shows tours in alphabetical order. */
static char *tour_title(int stage)
{
	return xasprintf("%d - %s", stage + 1, stages[stage].name);
}

/* Which step of its stage's tour a stop is. */
static int step_of(const struct book *book, const struct stop *stop)
{
	int i, n = 0;

	for (i = 0; i < book->nr_stops; i++) {
		n += book->stops[i]->stage == stop->stage;
		if (book->stops[i] == stop)
			break;
	}
	return n;
}

/* A way to the step: "[G:050][2 - Guest#12]". */
static void add_reference(const struct book *book, struct buf *b,
			  const char *text, size_t n, const struct stop *stop)
{
	char *title = tour_title(stop->stage);

	buf_addf(b, "[%.*s][%s#%d]", (int)n, text, title, step_of(book, stop));
	free(title);
}

/* "[G:050](#G:050)": the length of it, and the stop. */
static size_t reference(const struct book *book, const char *s,
			const struct stop **stop, size_t *text)
{
	const char *close = strchr(s, ']');
	char tag[6];

	if (*s != '[' || !close || strncmp(close, "](#", 3) ||
	    strlen(close) < 9 || close[8] != ')')
		return 0;
	memcpy(tag, close + 3, 5);
	tag[5] = '\0';
	*stop = book_stop(book, tag);
	*text = close - s - 1;
	return *stop && (*stop)->stage >= 0 ? close + 9 - s : 0;
}

/* Prose as the extension understands it; figures it can not find stay away. */
static void add_prose(const struct book *book, struct buf *b, const char *s)
{
	while (*s) {
		const struct stop *stop;
		size_t text, n = reference(book, s, &stop, &text);

		if (n) {
			add_reference(book, b, s + 1, text, stop);
			s += n;
		} else if (*s == MARK_OPEN || *s == MARK_CLOSE) {
			buf_addc(b, '`');
			s++;
		} else {
			buf_addc(b, *s++);
		}
	}
}

/* The first paragraph of a stop: why we are here. */
static char *first_paragraph(const struct book *book, const struct stop *stop)
{
	struct buf b = { 0 };
	int i;

	buf_reset(&b);
	for (i = 0; i < book->nr_items; i++) {
		const struct item *item = &book->items[i];
		const char *s = item->line.text;

		if (item->stop != stop || item->type == ITEM_STOP)
			continue;
		if (item->type != ITEM_TEXT)
			break;
		if (is_blank(s) || item->line.fenced || starts_with(s, "!["))  {
			if (b.len)
				break;
			continue;
		}
		if (b.len)
			buf_addc(&b, '\n');
		add_prose(book, &b, s);
	}
	return b.s;
}

/* The files that the stop's code goes to. */
static void add_files(const struct book *book, struct buf *b,
		      const struct stop *stop)
{
	const char *seen[16];
	int i, k, n = 0;

	for (i = 0; i < book->nr_parts; i++) {
		const char *file;

		if (book->parts[i]->stop != stop)
			continue;
		file = file_of(book->parts[i]->chunk);
		for (k = 0; k < n && strcmp(seen[k], file); k++)
			;
		if (k < n || n == 16)
			continue;
		seen[n++] = file;
		buf_addf(b, "%s`src/%s`", n == 1 ? "\n\nIts code goes to " : ", ",
			 file);
	}
}

static void add_step(const struct book *book, struct buf *b, bool first,
		     const struct stop *stop, const char *text)
{
	struct buf description = { 0 };
	char *title = xasprintf("%s %s", stop->tag, stop->plain);

	buf_reset(&description);
	buf_add(&description, text);
	add_files(book, &description, stop);
	buf_add(b, first ? "\n    {\n" : ",\n    {\n");
	json_field(b, "      ", "file", stop->file);
	buf_addf(b, ",\n      \"line\": %d,\n", stop->line);
	json_field(b, "      ", "title", title);
	buf_add(b, ",\n");
	json_field(b, "      ", "description", description.s);
	buf_add(b, "\n    }");
	free(title);
	free(description.s);
}

static void begin_tour(struct buf *b, const char *title, const char *description,
		       const char *next, bool primary)
{
	buf_reset(b);
	buf_add(b, "{\n  \"$schema\": \"https://aka.ms/codetour-schema\",\n");
	json_field(b, "  ", "title", title);
	buf_add(b, ",\n");
	json_field(b, "  ", "description", description);
	buf_add(b, ",\n");
	if (primary)
		buf_add(b, "  \"isPrimary\": true,\n");
	if (next) {
		json_field(b, "  ", "nextTour", next);
		buf_add(b, ",\n");
	}
	buf_add(b, "  \"steps\": [");
}

static void end_tour(struct buf *b, const char *dir, const char *name)
{
	char *file = xasprintf("%s.tour", name);

	buf_add(b, "\n  ]\n}\n");
	put_file(dir, file, b);
	free(file);
}

static int first_stop(const struct book *book, int stage)
{
	int i;

	for (i = 0; i < book->nr_stops; i++)
		if (book->stops[i]->stage == stage)
			return i;
	return -1;
}

static void write_stage(const struct book *book, const char *dir, int stage)
{
	struct buf b = { 0 };
	char *title = tour_title(stage);
	char *next = NULL, *about;
	int first = first_stop(book, stage);
	int i;

	for (i = stage + 1; i < nr_stages && !next; i++)
		if (first_stop(book, i) >= 0)
			next = tour_title(i);
	about = xasprintf("lguest: the stage %s, stop by stop", stages[stage].name);
	begin_tour(&b, title, about, next, first == 0);
	for (i = first; i < book->nr_stops; i++) {
		char *text;

		if (book->stops[i]->stage != stage)
			continue;
		text = first_paragraph(book, book->stops[i]);
		add_step(book, &b, i == first, book->stops[i], text);
		free(text);
	}
	end_tour(&b, dir, stages[stage].folder);
	free(title);
	free(next);
	free(about);
	free(b.s);
}

static void write_journey(const struct book *book, const char *dir,
			  const struct journey *j)
{
	struct buf b = { 0 };
	char *title = xasprintf("Journey: %s", j->title);
	char *name = xasprintf("journey-%s", j->name);
	int i;

	begin_tour(&b, title, "lguest: a path across the stages", NULL, false);
	for (i = 0; i < j->nr_steps; i++) {
		struct buf text = { 0 };

		buf_reset(&text);
		add_prose(book, &text, j->steps[i].text);
		add_step(book, &b, i == 0, j->steps[i].stop, text.s);
		free(text.s);
	}
	end_tour(&b, dir, name);
	free(title);
	free(name);
	free(b.s);
}

int book_tours(struct book *book, const char *dir)
{
	struct journey *journeys = NULL;
	int i, n = 0;

	for (i = 0; i < nr_stages; i++)
		if (first_stop(book, i) >= 0)
			write_stage(book, dir, i);
	read_journeys(book, &journeys, &n);
	for (i = 0; i < n; i++)
		write_journey(book, dir, &journeys[i]);
	return 0;
}
