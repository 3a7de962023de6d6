// SPDX-License-Identifier: GPL-2.0-only
/*
 * Applies the hunks of one diff to one file.
 *
 * patch(1) and git-apply(1) take a hunk with less context behind the change than
 * before it for the end of the file, and need exact counts.  Ours are written by
 * hand, for a kernel that moves: the lines of a hunk have to match exactly, but
 * they may have drifted anywhere.  Of several places the one nearest to the
 * hunk's line number is taken.  A hunk without a number has to match in one place
 * only, or, if there is text behind the second @@, first after a line with it.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"

struct text {
	char **v;
	int n;
};

struct hunk {
	const char *header;
	int start;		/* 0: unknown */
	const char *after;	/* what stood behind the second @@ */
	char **lines;
	int nr_lines;
};

/* Does the hunk's old side stand at line i of the file? */
static bool matches(const struct hunk *h, const struct text *t, int i)
{
	int k;

	for (k = 0; k < h->nr_lines; k++) {
		const char *s = h->lines[k];

		if (*s != ' ' && *s != '-')
			continue;
		if (i >= t->n || strcmp(t->v[i], s + 1) != 0)
			return false;
		i++;
	}
	return true;
}

static int line_with(const struct text *t, const char *what)
{
	int i;

	for (i = 0; i < t->n; i++)
		if (strstr(t->v[i], what))
			return i;
	return -1;
}

/* How many lines of the file the hunk speaks of. */
static int nr_old_lines(const struct hunk *h)
{
	int n = 0;
	int i;

	for (i = 0; i < h->nr_lines; i++)
		n += h->lines[i][0] != '+';
	return n;
}

/* Where the hunk belongs, or -1 after a complaint. */
static int place(const struct hunk *h, const struct text *t, int drift)
{
	int want = h->start + drift - 1;
	int first = 0;
	int best = -1;
	int i;

	if (!nr_old_lines(h)) {
		printf("%s: has no line of context\n", h->header);
		return -1;
	}
	if (!h->start && !is_blank(h->after)) {
		first = line_with(t, h->after);
		if (first < 0) {
			printf("%s: there is no line \"%s\"\n", h->header,
			       h->after);
			return -1;
		}
	}
	for (i = first; i < t->n; i++) {
		if (!matches(h, t, i))
			continue;
		if (!h->start && best >= 0) {
			if (!is_blank(h->after))
				break;
			printf("%s: fits at line %d and at line %d\n",
			       h->header, best + 1, i + 1);
			return -1;
		}
		if (best < 0 || abs(i - want) < abs(best - want))
			best = i;
	}
	if (best < 0)
		printf("%s: does not apply\n", h->header);
	return best;
}

/* Replaces the old side at line i by the new one; returns the growth. */
static int replace(const struct hunk *h, struct text *t, int i)
{
	struct text new = { 0 };
	int before = t->n;
	int k;

	for (k = 0; k < i; k++)
		*grow(new.v, new.n) = t->v[k];
	for (k = 0; k < h->nr_lines; k++) {
		if (h->lines[k][0] == ' ' || h->lines[k][0] == '+')
			*grow(new.v, new.n) = h->lines[k] + 1;
		if (h->lines[k][0] == ' ' || h->lines[k][0] == '-')
			i++;
	}
	for (k = i; k < t->n; k++)
		*grow(new.v, new.n) = t->v[k];
	free(t->v);
	*t = new;
	return new.n - before;
}

static void parse_hunk(struct hunk *h, const char *s)
{
	const char *end = strstr(s, " @@");

	h->header = s;
	h->after = end ? end + 3 : "";
	h->after += strspn(h->after, " ");
	sscanf(s, "@@ -%d", &h->start);
}

/* Applies the diff to the file; complains on stdout. */
int apply_diff(const char *file, const char *diff)
{
	struct text text = { 0 }, patch = { 0 };
	struct hunk *hunks = NULL;
	int nr_hunks = 0, failed = 0, drift = 0;
	struct hunk *h = NULL;
	FILE *out;
	int i;

	text.v = lines_of(file, &text.n);
	patch.v = lines_of(diff, &patch.n);
	for (i = 0; i < patch.n; i++) {
		char *s = patch.v[i];

		if (starts_with(s, "@@ "))
			parse_hunk(h = grow(hunks, nr_hunks), s);
		else if (h && *s && strchr(" +-", *s))
			*grow(h->lines, h->nr_lines) = s;
	}
	for (i = 0; i < nr_hunks; i++) {
		int at = place(&hunks[i], &text, drift);

		if (at < 0) {
			failed++;
			continue;
		}
		if (hunks[i].start)
			drift = at + 1 - hunks[i].start;
		drift += replace(&hunks[i], &text, at);
	}
	if (failed)
		return 1;
	out = fopen(file, "w");
	if (!out)
		die("cannot write %s", file);
	for (i = 0; i < text.n; i++)
		fprintf(out, "%s\n", text.v[i]);
	return fclose(out) != 0;
}
