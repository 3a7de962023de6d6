// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tests have run of each stop: the record that `make coverage' wrote,
 * chapters/coverage.txt, and beside it the reasons for what they never run.
 *
 *	G:010 12/14 boot guest		lines run, lines that can run, by whom
 *	G:020 0/3			chapters/never-run.txt: "G:020 why"
 *	G:030 0/0			has code, but none that runs
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web.h"

static const char record[] = "chapters/coverage.txt";
static const char reasons[] = "chapters/never-run.txt";
static const char chance[] = "By chance: ";

/*
 * The stop at the front of a line, and in *rest what stands behind; NULL for a
 * comment, and for a line that is wrong.
 */
static struct stop *stop_of_line(struct book *book, const char *file, int no,
				 const char *line, const char **rest)
{
	struct stop *stop = NULL;
	char tag[6] = "";

	if (*line == '#')
		return NULL;
	if (strlen(line) > 6 && line[5] == ' ') {
		memcpy(tag, line, 5);
		stop = book_stop(book, tag);
		*rest = line + 6;
	}
	if (!stop)
		complain(book, file, no, *tag ? "there is no stop %s" :
			 "a line begins with a stop, as in \"G:010 \"%s", tag);
	return stop;
}

static void read_record(struct book *book)
{
	int i, n = 0, at;
	char **lines = lines_of(record, &n);

	for (i = 0; i < n; i++) {
		const char *rest;
		struct stop *stop = stop_of_line(book, record, i + 1, lines[i], &rest);
		struct coverage *c;

		if (!stop)
			continue;
		if (stop->coverage) {
			complain(book, record, i + 1, "%s has a line already", stop->tag);
			continue;
		}
		c = xrealloc(NULL, sizeof(*c));
		*c = (struct coverage){ 0 };
		at = 0;
		if (sscanf(rest, "%d/%d%n", &c->ran, &c->can, &at) != 2 ||
		    c->ran < 0 || c->ran > c->can || (rest[at] && rest[at] != ' ') ||
		    !c->ran != !rest[at]) {
			complain(book, record, i + 1, "not what `make coverage' writes");
			free(c);
			continue;
		}
		c->tiers = xstrdup(rest + at + (rest[at] == ' '));
		stop->coverage = c;
	}
}

static void read_reasons(struct book *book)
{
	int i, n = 0;
	char **lines = lines_of(reasons, &n);

	for (i = 0; i < n; i++) {
		const char *why;
		struct stop *stop = stop_of_line(book, reasons, i + 1, lines[i], &why);
		const struct coverage *c = stop ? stop->coverage : NULL;

		if (!stop)
			continue;
		if (is_blank(why))
			complain(book, reasons, i + 1, "%s is never run: why?", stop->tag);
		if (stop->why_never_run)
			complain(book, reasons, i + 1, "%s has a reason already", stop->tag);
		if (c && !c->can)
			complain(book, reasons, i + 1, "%s has nothing that could run", stop->tag);
		else if (c && c->ran && !starts_with(why, chance))
			complain(book, reasons, i + 1, "%s is run, by the tests of %s",
				 stop->tag, c->tiers);
		stop->why_never_run = xstrdup(why);
	}
}

/*
 * Fills in what is known of each stop.  A stop that the record does not know is
 * a new one: the tests say so when they have run (tests/coverage), not we.
 */
void read_coverage(struct book *book)
{
	int i;

	book->has_coverage = access(record, R_OK) == 0;
	if (!book->has_coverage)
		return;
	read_record(book);
	if (access(reasons, R_OK) == 0)
		read_reasons(book);
	for (i = 0; i < book->nr_stops; i++) {
		const struct stop *stop = book->stops[i];

		if (stop->coverage && stop->coverage->can && !stop->coverage->ran &&
		    !stop->why_never_run)
			complain(book, stop->file, stop->line,
				 "no test runs %s: write one, or the reason into %s",
				 stop->tag, reasons);
	}
}

enum ran ran_of(const struct book *book, const struct stop *stop)
{
	const struct coverage *c = stop->coverage;

	if (!book->has_coverage || !stop->nr_code)
		return RAN_SILENT;
	if (!c)
		return RAN_UNKNOWN;
	if (!c->can)
		return RAN_NOTHING;
	if (!c->ran)
		return RAN_NEVER;
	return c->ran < c->can ? RAN_PARTLY : RAN_ALL;
}

static void add_tiers(struct buf *b, const char *tiers)
{
	if (strcmp(tiers, "all") == 0) {
		buf_add(b, "every tier");
		return;
	}
	for (; *tiers; tiers++) {
		if (*tiers == ' ')
			buf_add(b, ", ");
		else
			buf_addc(b, *tiers);
	}
}

/* In words, without a stop at the end; NULL if there is nothing to say. */
char *coverage_words(const struct book *book, const struct stop *stop)
{
	const struct coverage *c = stop->coverage;
	struct buf b = { 0 };

	buf_reset(&b);
	switch (ran_of(book, stop)) {
	case RAN_SILENT:
		return NULL;
	case RAN_UNKNOWN:
		buf_add(&b, "not known yet whether tests run it");
		break;
	case RAN_NOTHING:
		buf_add(&b, "nothing here runs");
		break;
	case RAN_NEVER:
		buf_add(&b, "no test runs it");
		if (stop->why_never_run) {
			buf_add(&b, ": ");
			buf_add(&b, stop->why_never_run);
		}
		break;
	case RAN_PARTLY:
	case RAN_ALL:
		buf_add(&b, "tests run it: ");
		add_tiers(&b, c->tiers);
		buf_addf(&b, " · %d of %d line%s", c->ran, c->can, c->can == 1 ? "" : "s");
		break;
	}
	return b.s;
}
