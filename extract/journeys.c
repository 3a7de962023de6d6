// SPDX-License-Identifier: GPL-2.0-only
/*
 * Journeys: paths across the chapters.  One is a file chapters/journeys/NN-NAME.md
 *
 *	# Its title
 *
 *	A few words ahead.
 *
 *	1. [G:350](#G:350) One sentence: what happens at this stop.
 *	2. ...
 *
 * The number of an item is not read, a sentence may go on in indented lines.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* The text behind "1. [G:350](#G:350) ", and its stop's tag; NULL: no item. */
static const char *item_text(const char *s, char *tag)
{
	size_t n = strspn(s, "0123456789");

	if (!n || s[n] != '.')
		return NULL;
	s += n + 1;
	s += strspn(s, " \t");
	*tag = '\0';
	if (*s != '[' || strlen(s) < 15 || strncmp(s + 6, "](#", 3) ||
	    strncmp(s + 1, s + 9, 5) || s[14] != ')')
		return s;
	memcpy(tag, s + 1, 5);
	tag[5] = '\0';
	s += 15;
	return s + strspn(s, " \t");
}

static void add_step(struct book *book, struct journey *j, const char *path,
		     int line, const char *tag, const char *text)
{
	struct stop *stop = *tag ? book_stop(book, tag) : NULL;
	struct step *step;
	int i;

	if (!stop) {
		complain(book, path, line, *tag ? "dead cross reference: there is no stop %s" :
			 "a step begins with its stop, as in \"1. [G:350](#G:350) What happens\"%s", tag);
		return;
	}
	for (i = 0; i < j->nr_steps; i++)
		if (j->steps[i].stop == stop)
			complain(book, path, line, "the journey comes to %s twice", tag);
	if (is_blank(text))
		complain(book, path, line, "step %s has no sentence", tag);
	step = grow(j->steps, j->nr_steps);
	step->stop = stop;
	step->text = xstrdup(text);
}

static void read_journey(struct book *book, struct journey *j, const char *path)
{
	FILE *in = fopen(path, "r");
	const char *base = strrchr(path, '/') + 1;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int no = 0;
	bool in_item = false;

	if (!in)
		die("cannot read %s", path);
	read_references(book, path);
	base += strspn(base, "0123456789-");
	j->name = xstrndup(base, strlen(base) - 3);
	while ((len = getline(&line, &size, in)) >= 0) {
		const char *text;
		char tag[6];

		no++;
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		text = item_text(line, tag);
		if (!j->title && starts_with(line, "# ")) {
			j->title = xstrdup(line + 2);
		} else if (text) {
			add_step(book, j, path, no, tag, text);
			in_item = *tag != '\0';
		} else if (in_item && isspace((unsigned char)*line) &&
			   !is_blank(line) && j->nr_steps) {
			struct step *step = &j->steps[j->nr_steps - 1];

			step->text = xasprintf("%s %s", step->text,
					       line + strspn(line, " \t"));
		} else {
			in_item = false;
		}
	}
	if (!j->title) {
		complain(book, path, 1, "a journey begins with its title, \"# The life of …\"");
		j->title = j->name;
	}
	if (j->nr_steps < 2)
		complain(book, path, 1, "a journey has two stops at least");
	free(line);
	fclose(in);
}

void read_journeys(struct book *book, struct journey **journeys, int *nr)
{
	glob_t g;
	size_t i;

	if (glob("chapters/journeys/*.md", 0, NULL, &g) != 0)
		return;
	for (i = 0; i < g.gl_pathc; i++)
		read_journey(book, grow(*journeys, *nr), xstrdup(g.gl_pathv[i]));
	globfree(&g);
}
