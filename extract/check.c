// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the book refuses, and the table of its measures.  Every complaint is one
 * line, "file:line: what is wrong".
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web.h"

static void check_tags(struct book *book)
{
	const struct stop *last = NULL;
	int i;

	for (i = 0; i < book->nr_stops; i++) {
		struct stop *stop = book->stops[i];
		const struct stop *first = book_stop(book, stop->tag);

		if (stop->nr_words == 0)
			complain(book, stop->file, stop->line,
				 "stop %s has no prose", stop->tag);
		if (stop->stage >= 0 &&
		    stages[stop->stage].letter != stop->tag[0]) {
			complain(book, stop->file, stop->line,
				 "tag %s is in the wrong place: stops in %s begin with %c",
				 stop->tag, stages[stop->stage].folder,
				 stages[stop->stage].letter);
			continue;
		}
		if (first != stop) {
			complain(book, stop->file, stop->line,
				 "duplicate tag %s: first at %s:%d",
				 stop->tag, first->file, first->line);
			continue;
		}
		if (last && last->stage == stop->stage &&
		    strcmp(last->tag, stop->tag) > 0)
			complain(book, stop->file, stop->line,
				 "out-of-order tag %s: it comes after %s at %s:%d",
				 stop->tag, last->tag, last->file, last->line);
		else
			last = stop;
	}
}

static void check_references(struct book *book)
{
	int i;

	for (i = 0; i < book->nr_refs; i++)
		if (!book_stop(book, book->refs[i].target))
			complain(book, book->refs[i].file, book->refs[i].line,
				 "dead cross reference: there is no stop %s",
				 book->refs[i].target);
}

static bool is_table(const struct chunk *chunk)
{
	return ends_with(chunk->name, "table");
}

static void check_parts(struct book *book)
{
	int i;

	for (i = 0; i < book->nr_parts; i++) {
		const struct part *part = book->parts[i];

		if (!part->stop)
			complain(book, part->file, part->line,
				 "code outside a stop: <<%s>>",
				 part->chunk->name);
		if (part->lines.n > CHUNK_CAP && !is_table(part->chunk))
			complain(book, part->file, part->line,
				 "chunk over the cap: <<%s>> has %d lines, %d are allowed",
				 part->chunk->name, part->lines.n, CHUNK_CAP);
	}
}

static void check_chunks(struct book *book)
{
	int i;

	for (i = 0; i < book->nr_chunks; i++) {
		const struct chunk *chunk = book->chunks[i];

		if (!chunk->nr_parts)
			complain(book, chunk->use_file, chunk->use_line,
				 "undefined chunk: <<%s>>", chunk->name);
		else if (!chunk->root && !chunk->nr_uses)
			complain(book, chunk->parts[0]->file,
				 chunk->parts[0]->line,
				 "unused chunk: <<%s>>", chunk->name);
		else if (chunk->root && chunk->nr_uses)
			complain(book, chunk->use_file, chunk->use_line,
				 "doubly rooted chunk: <<%s>> is a file of its own, and is used here",
				 chunk->name);
	}
}

/* A file cannot also be a folder. */
static void check_paths(struct book *book)
{
	int i, k;

	for (i = 0; i < book->nr_chunks; i++) {
		const struct chunk *file = book->chunks[i];
		size_t len = strlen(file->name);

		for (k = 0; k < book->nr_chunks; k++) {
			const struct chunk *other = book->chunks[k];

			if (file->root && other->root && other->nr_parts &&
			    starts_with(other->name, file->name) &&
			    other->name[len] == '/')
				complain(book, other->parts[0]->file,
					 other->parts[0]->line,
					 "doubly rooted chunk: <<%s>> lies in <<%s>>, which is a file",
					 other->name, file->name);
		}
	}
}

/*
 * The next use in a line of code, after *p: its name, or NULL.  The caller
 * frees it.
 */
static char *next_use(const char **p)
{
	const char *open = strchr(*p, MARK_OPEN);
	const char *close;

	if (!open)
		return NULL;
	close = strchr(open, MARK_CLOSE);
	*p = close + 1;
	return xstrndup(open + 1, close - open - 1);
}

enum { WHITE, GREY, BLACK };

static void visit(struct book *book, struct chunk *chunk);

static void visit_use(struct book *book, const struct part *part,
		      const struct line *line, struct chunk *used)
{
	if (used->color == GREY)
		complain(book, part->file, line->no,
			 "cyclic chunk: <<%s>> is used inside itself",
			 used->name);
	else
		visit(book, used);
}

static void visit(struct book *book, struct chunk *chunk)
{
	int i, k;

	if (chunk->color != WHITE)
		return;
	chunk->color = GREY;
	for (i = 0; i < chunk->nr_parts; i++) {
		const struct part *part = chunk->parts[i];

		for (k = 0; k < part->lines.n; k++) {
			const char *p = part->lines.v[k].text;
			char *name;

			while ((name = next_use(&p))) {
				visit_use(book, part, &part->lines.v[k],
					  book_chunk(book, name));
				free(name);
			}
		}
	}
	chunk->color = BLACK;
}

static void check_cycles(struct book *book)
{
	int i;

	for (i = 0; i < book->nr_chunks; i++)
		visit(book, book->chunks[i]);
}

/*
 * Lines of a patch: a hunk opens with "@@ -7 +7 @@" or a bare "@@ @@".  An @
 * less is what noweb leaves of one if the author forgot to double it.
 */
static bool opens_hunk(const char *s)
{
	return starts_with(s, "@@ -") || starts_with(s, "@@ @@") ||
	       starts_with(s, "@ -") || starts_with(s, "@ @@");
}

static bool opens_file(const char *s)
{
	return starts_with(s, "--- a/") || starts_with(s, "+++ b/");
}

static bool is_hunk_line(const char *s)
{
	return *s && strchr(" +-\\", *s);
}

static void check_patch(struct book *book, struct chunk *chunk)
{
	int i, k;

	if (chunk->in_patch)
		return;
	chunk->in_patch = true;
	for (i = 0; i < chunk->nr_parts; i++) {
		const struct part *part = chunk->parts[i];
		bool in_hunk = false;

		for (k = 0; k < part->lines.n; k++) {
			const struct line *line = &part->lines.v[k];
			const char *p = line->text;
			char *name = next_use(&p);

			if (name && line->text[0] == MARK_OPEN && !*p) {
				check_patch(book, book_chunk(book, name));
				in_hunk = false;
			} else if (name) {
				complain(book, part->file, line->no,
					 "in a patch, a chunk is used on a line of its own, at column 0");
			} else if (opens_file(line->text)) {
				in_hunk = false;
			} else if (opens_hunk(line->text)) {
				in_hunk = true;
			} else if (is_hunk_line(line->text) && !in_hunk) {
				complain(book, part->file, line->no,
					 "in a patch, a chunk begins with a whole hunk, or with the header of a file");
			} else if (*line->text && !is_hunk_line(line->text)) {
				complain(book, part->file, line->no,
					 "not a line of a patch");
			}
			free(name);
		}
	}
}

static void check_patches(struct book *book)
{
	int i;

	for (i = 0; i < book->nr_chunks; i++) {
		struct chunk *chunk = book->chunks[i];

		if (chunk->root && ends_with(chunk->name, ".patch"))
			check_patch(book, chunk);
	}
}

static const char pages_list[] = "chapters/pages.txt";

/*
 * The pages of the tour, one name a line.  A name that readers may have kept
 * stays, so the list says what there has to be.
 */
void book_check_pages(struct book *book)
{
	FILE *in = fopen(pages_list, "r");
	struct web web = { .book = book };
	bool *listed;
	char line[128];
	int i, no = 0;

	if (!in)
		return;
	find_pages(&web);
	listed = xrealloc(NULL, web.nr_pages + 1);
	memset(listed, 0, web.nr_pages + 1);
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		no++;
		for (i = 0; i < web.nr_pages; i++)
			if (strcmp(web.pages[i].slug, line) == 0)
				break;
		if (i == web.nr_pages)
			complain(book, pages_list, no, "stale page: no chapter makes %s any more, and readers have its address", line);
		else
			listed[i] = true;
	}
	fclose(in);
	for (i = 0; i < web.nr_pages; i++)
		if (!listed[i])
			complain(book, web.pages[i].file, 1, "a new page: add the line %s to %s, where its name is kept",
				 web.pages[i].slug, pages_list);
	free(listed);
}

static int by_place(const void *a, const void *b)
{
	const struct complaint *x = a, *y = b;

	size_t n = strcspn(x->text, ":");
	int d = strncmp(x->text, y->text, n + 1);

	if (x->order != y->order)
		return x->order - y->order;
	if (d)
		return d;	/* of files that are no chapters */
	if (x->line != y->line)
		return x->line - y->line;
	return strcmp(x->text, y->text);
}

static const char cover[] = "chapters/cover.md";

/* Prints all complaints, and returns how many there are. */
int book_check(struct book *book)
{
	struct journey *journeys = NULL;
	struct traces traces = { 0 };
	int i, nr_journeys = 0;

	read_journeys(book, &journeys, &nr_journeys);
	read_traces(book, &traces, false);
	if (access(cover, R_OK) == 0)
		read_references(book, cover);
	check_tags(book);
	check_references(book);
	check_parts(book);
	check_chunks(book);
	check_paths(book);
	check_cycles(book);
	check_patches(book);
	if (book->nr_complaints)
		qsort(book->complaints, book->nr_complaints,
		      sizeof(*book->complaints), by_place);
	for (i = 0; i < book->nr_complaints; i++)
		if (i == 0 || strcmp(book->complaints[i].text,
				     book->complaints[i - 1].text))
			fprintf(stderr, "%s\n", book->complaints[i].text);
	return book->nr_complaints;
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* One row: the measures of a stage, or of the whole book (stage -1). */
static void table_row(const struct book *book, int stage, FILE *out)
{
	int stops = 0, chunks = 0, code = 0, words = 0;
	int *sizes = xrealloc(NULL, (book->nr_parts + 1) * sizeof(int));
	int i;

	for (i = 0; i < book->nr_stops; i++) {
		if (stage >= 0 && book->stops[i]->stage != stage)
			continue;
		stops++;
		words += book->stops[i]->nr_words;
	}
	for (i = 0; i < book->nr_parts; i++) {
		if (stage >= 0 && book->parts[i]->stage != stage)
			continue;
		sizes[chunks] = book->parts[i]->lines.n;
		code += sizes[chunks++];
	}
	if (stops || stage < 0) {
		qsort(sizes, chunks, sizeof(int), by_number);
		fprintf(out, "%-12s %6d %6d %6d %6d ",
			stage < 0 ? "all" : stages[stage].name,
			stops, chunks, code, words);
		if (code)
			fprintf(out, "%10.1f %6d %7d\n", (double)words / code,
				sizes[chunks / 2], sizes[chunks - 1]);
		else
			fprintf(out, "%10s %6s %7s\n", "-", "-", "-");
	}
	free(sizes);
}

void book_table(const struct book *book, FILE *out)
{
	int i;

	fprintf(out, "%-12s %6s %6s %6s %6s %10s %6s %7s\n", "stage", "stops",
		"chunks", "lines", "words", "words/line", "median", "largest");
	for (i = -1; i < nr_stages; i++)
		table_row(book, i + 1 < nr_stages ? i + 1 : -1, out);
}
