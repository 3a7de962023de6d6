// SPDX-License-Identifier: GPL-2.0-only
/* A recording of what ran, as a page and as text: sums, a timeline, and one after the other. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

#define BINS		600	/* of a timeline */
#define LANE_HEIGHT	20
#define SHORT		40	/* rows that are printed unasked */
#define ROOMY		300	/* a page with fewer rows has room for titles */

static const char * const lanes[NR_LANES] = {
	"Guest", "Host", "Launcher", "others", "asleep",
};

/* ---- sums ---- */

struct sum {
	const char *name;
	long long times, host;
};

struct sums {
	struct sum *v;
	int n;
};

static void add_sum(struct sums *sums, const char *name, long long times, long long host)
{
	struct sum *s;
	int i;

	for (i = 0; i < sums->n && strcmp(sums->v[i].name, name); i++)
		;
	s = i < sums->n ? &sums->v[i] : grow(sums->v, sums->n);
	s->name = name;
	s->times += times;
	s->host += host;
}

static int by_times(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;

	if (x->times != y->times)
		return x->times < y->times ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void sort_sums(struct sums *sums)
{
	if (sums->n)
		qsort(sums->v, sums->n, sizeof(*sums->v), by_times);
}

/* Not the beginning, and not the end. */
static bool is_exit(const struct happening *h)
{
	return strcmp(h->why, "begin") != 0 && strcmp(h->why, "end") != 0;
}

/* Why it came out, and what the Host did. */
static void sum_up(const struct trace *t, struct sums *why, struct sums *did)
{
	int i, k;

	for (i = 0; i < t->nr_rows; i++) {
		const struct happening *h = &t->rows[i];

		if (is_exit(h))
			add_sum(why, h->why, h->times, h->spent[IN_HOST]);
		for (k = 0; k < h->nr_did; k++)
			add_sum(did, h->did[k].name, h->did[k].times, 0);
	}
	sort_sums(why);
	sort_sums(did);
}

static long long lane_total(const struct trace *t, enum lane lane)
{
	long long total = 0;
	int i;

	for (i = 0; i < t->nr_rows; i++)
		total += t->rows[i].spent[lane];
	return total;
}

static long long exits(const struct trace *t)
{
	long long n = 0;
	int i;

	for (i = 0; i < t->nr_rows; i++)
		n += is_exit(&t->rows[i]) ? t->rows[i].times : 0;
	return n;
}

/* ---- the timeline ---- */

/* So much of a lane between these two moments, spread over the bins there. */
static void fill(double *bins, int n, double per_bin, double from, double to, double amount)
{
	int i;

	if (to <= from || amount <= 0)
		return;
	for (i = from / per_bin; i < n && i * per_bin < to; i++) {
		double a = from > i * per_bin ? from : i * per_bin;
		double b = to < (i + 1) * per_bin ? to : (i + 1) * per_bin;

		if (b > a)
			bins[i] += amount * (b - a) / (to - from) / per_bin;
	}
}

/*
 * Which part of each bin a lane has, from 0 to 1. In a row the Guest comes first,
 * if it is one of its kind; all others of a row are taken as evenly mixed.
 */
static void fill_lane(const struct trace *t, enum lane lane, double *bins, int n)
{
	double at = 0, per_bin = (double)t->instructions / n;
	int i, k;

	for (i = 0; i < n; i++)
		bins[i] = 0;
	for (i = 0; i < t->nr_rows; i++) {
		const struct happening *h = &t->rows[i];
		double whole = 0, guest = h->spent[IN_GUEST];

		for (k = 0; k < NR_LANES; k++)
			whole += h->spent[k];
		if (h->times > 1)
			fill(bins, n, per_bin, at, at + whole, h->spent[lane]);
		else if (lane == IN_GUEST)
			fill(bins, n, per_bin, at, at + guest, guest);
		else
			fill(bins, n, per_bin, at + guest, at + whole, h->spent[lane]);
		at += whole;
	}
}

/* The same as a line of characters. */
static char *lane_text(const struct trace *t, enum lane lane, int width)
{
	char *s = xrealloc(NULL, width + 1);
	double *bins = xrealloc(NULL, width * sizeof(*bins));
	int i;

	fill_lane(t, lane, bins, width);
	for (i = 0; i < width; i++)
		s[i] = bins[i] > .6 ? '#' : bins[i] > .25 ? '=' : bins[i] > .02 ? '-' : '.';
	s[width] = '\0';
	free(bins);
	return s;
}

/* ---- the page ---- */

static void stop_link(struct web *web, struct buf *b, const struct stop *stop)
{
	buf_addf(b, "<a href=\"%s.html#%s\"><span class=\"tag\">%s</span> ",
		 page_of_stop(web, stop)->slug, stop->tag, stop->tag);
	html_title(b, stop->title);
	buf_add(b, "</a>");
}

static void number_cell(struct buf *b, long long n)
{
	char *s = grouped(n);

	buf_addf(b, "<td class=\"number\">%s</td>", s);
	free(s);
}

static void put_sums(struct web *web, struct buf *b, const struct sums *sums, bool host)
{
	int i;

	for (i = 0; i < sums->n; i++) {
		const struct sum *s = &sums->v[i];
		const struct stop *stop = stop_of_answer(web, s->name);
		char *words = answer_words(s->name);

		buf_add(b, "<tr><td>");
		html_title(b, words);
		buf_add(b, "</td>");
		number_cell(b, s->times);
		if (host)
			number_cell(b, s->host);
		buf_add(b, "<td>");
		if (stop)
			stop_link(web, b, stop);
		buf_add(b, "</td></tr>\n");
		free(words);
	}
}

static void open_table(struct buf *b, const char *label, const char *class, const char *head)
{
	buf_addf(b, "<div class=\"table\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">"
		 "<table%s>\n<thead><tr>%s</tr></thead>\n<tbody>\n", label, class, head);
}

static void close_table(struct buf *b)
{
	buf_add(b, "</tbody></table></div>\n");
}

static void put_numbers(struct web *web, struct buf *b, const struct trace *t)
{
	struct sums why = { 0 }, did = { 0 };

	sum_up(t, &why, &did);
	buf_add(b, "<section id=\"numbers\"><h2>In numbers</h2>\n");
	if (why.n) {
		open_table(b, "Why the Guest came out", "", "<th>The Guest came out for</th>"
			   "<th class=\"number\">times</th><th class=\"number\">instructions "
			   "in the Host</th><th>handled at</th>");
		put_sums(web, b, &why, true);
		close_table(b);
	} else {
		buf_add(b, "<p>The Guest did not come out at all.</p>\n");
	}
	if (did.n) {
		open_table(b, "What the Host did", "", "<th>The Host did, or was asked for</th>"
			   "<th class=\"number\">times</th><th>told at</th>");
		put_sums(web, b, &did, false);
		close_table(b);
	}
	buf_add(b, "</section>\n");
	free(why.v);
	free(did.v);
}

/* A step for each bin that differs from the one before. */
static void put_lane(struct buf *b, const struct trace *t, enum lane lane)
{
	double bins[BINS];
	int i, before = LANE_HEIGHT;

	fill_lane(t, lane, bins, BINS);
	buf_addf(b, "<svg class=\"%s\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
		 "aria-hidden=\"true\"><path d=\"M0 %d", lanes[lane], BINS, LANE_HEIGHT,
		 LANE_HEIGHT);
	for (i = 0; i < BINS; i++) {
		int y = LANE_HEIGHT - (int)(bins[i] * LANE_HEIGHT + .5);

		if (y == LANE_HEIGHT && bins[i] > 0)
			y--;		/* a little is to be seen */
		if (y != before)
			buf_addf(b, "H%dV%d", i, y);
		before = y;
	}
	buf_addf(b, "H%dV%dZ\"/></svg>\n", BINS, LANE_HEIGHT);
}

static void put_timeline(struct buf *b, const struct trace *t)
{
	char *total = grouped(t->instructions);
	int lane;

	buf_add(b, "<section id=\"timeline\"><h2>As a timeline</h2>\n<div class=\"lanes\">\n");
	for (lane = 0; lane < NR_LANES; lane++) {
		long long n = lane_total(t, lane);
		char *s = grouped(n);

		if (n || lane <= IN_HOST) {
			buf_addf(b, "<span class=\"who\">%s</span>", lanes[lane]);
			put_lane(b, t, lane);
			buf_addf(b, "<span class=\"number\">%s</span>\n", s);
		}
		free(s);
	}
	buf_addf(b, "</div>\n<p class=\"scale\">From left to right %s instructions, to scale. A "
		 "lower bar is a place where several take turns.</p>\n<details class=\"words\">"
		 "<summary>The timeline in characters</summary>\n<pre>", total);
	for (lane = 0; lane < NR_LANES; lane++) {
		char *s = lane_text(t, lane, 64);

		if (lane <= IN_HOST || lane_total(t, lane))
			buf_addf(b, "%-9s%s\n", lanes[lane], s);
		free(s);
	}
	buf_add(b, "</pre></details></section>\n");
	free(total);
}

/* To a stop; where there is room, it says to which. */
static void open_link(struct web *web, struct buf *b, const struct stop *stop, bool room)
{
	buf_addf(b, "<a href=\"%s.html#%s\"", page_of_stop(web, stop)->slug, stop->tag);
	if (room) {
		buf_addf(b, " title=\"%s ", stop->tag);
		html_add(b, stop->plain);
		buf_add(b, "\"");
	}
	buf_add(b, ">");
}

/* A word that leads to the stop where it is answered. */
static void answer_link(struct web *web, struct buf *b, const char *name, bool room)
{
	const struct stop *stop = stop_of_answer(web, name);
	char *words = answer_words(name);

	if (stop)
		open_link(web, b, stop, room);
	html_title(b, words);
	if (stop)
		buf_add(b, "</a>");
	free(words);
}

static void put_where(struct web *web, struct buf *b, const struct happening *h, bool room)
{
	static const char * const folders[] = { "guest/", "drivers/", "linux/", NULL };
	const struct stop *stop;

	if (h->ring == 3 || strcmp(h->where, "-") == 0) {
		buf_add(b, h->ring == 3 ? "a program" : "");
		return;
	}
	stop = stop_of(web, defined_in(web, h->where, folders));
	if (stop)
		open_link(web, b, stop, room);
	buf_add(b, "<code>");
	html_add(b, h->where);
	buf_add(b, stop ? "</code></a>" : "</code>");
}

static void put_times(struct buf *b, long long times)
{
	char *s = grouped(times);

	if (times > 1)
		buf_addf(b, " × %s", s);
	free(s);
}

static void put_row(struct web *web, struct buf *b, const struct happening *h, int n, bool room)
{
	int k;

	buf_addf(b, "<tr id=\"exit-%d\"><td class=\"number\">%d</td>", n, n);
	number_cell(b, h->at);
	number_cell(b, h->spent[IN_GUEST]);
	buf_add(b, "<td>");
	put_where(web, b, h, room);
	buf_add(b, "</td><td>");
	if (is_exit(h))
		answer_link(web, b, h->why, room);
	else
		buf_addf(b, "<em>the %s</em>", strcmp(h->why, "end") == 0 ? "end" : "beginning");
	put_times(b, h->times);
	buf_add(b, "</td><td>");
	for (k = 0; k < h->nr_did; k++) {
		buf_add(b, k ? ", " : "");
		answer_link(web, b, h->did[k].name, room);
		put_times(b, h->did[k].times);
	}
	buf_add(b, "</td>");
	number_cell(b, h->spent[IN_HOST]);
	buf_add(b, "</tr>\n");
}

static void put_sequence(struct web *web, struct buf *b, const struct trace *t)
{
	size_t limit = PAGE_LIMIT - 48 * 1024;
	int i;

	buf_add(b, "<section id=\"sequence\"><h2>One after the other</h2>\n"
		"<p>Where a function or a reason is a link, it leads to its stop; the other functions are "
		"Linux’s. What happens the same way several times in a row is one line, with the sums.</p>\n");
	open_table(b, "What happened, one after the other", " class=\"happenings\"",
		   "<th class=\"number\">#</th><th class=\"number\">at</th>"
		   "<th class=\"number\">Guest ran</th><th>came out of</th><th>for</th>"
		   "<th>and the Host</th><th class=\"number\">took</th>");
	for (i = 0; i < t->nr_rows && b->len < limit; i++)
		put_row(web, b, &t->rows[i], i + 1, t->nr_rows < ROOMY);
	close_table(b);
	if (i < t->nr_rows)
		buf_addf(b, "<p>This page has no room for the other %d lines. They are in <code>%s</code>.</p>\n",
			 t->nr_rows - i, t->path);
	buf_add(b, "</section>\n");
}

static void put_how(struct buf *b, const struct trace *t)
{
	char *without = grouped(t->untraced);

	buf_add(b, "<section id=\"how\"><h2>How it was recorded</h2>\n<p>By <code>");
	if (t->ours)
		buf_add(b, "make traces");
	else
		html_add(b, xasprintf("make trace NAME=%s CMD='%s'", t->name, t->what));
	buf_addf(b, "</code>, on Linux %s, a %s CPU of QEMU’s that counts instructions, and a Guest with "
		 "%s MiB. All numbers are instructions. A Guest’s stretch includes the way through the "
		 "Switcher, out and in. Writing %lld records of it took some %lld each, which are taken off; "
		 "another Guest, of which nothing was recorded, took %s for the same",
		 t->kernel, t->cpu, t->memory, t->records, t->record, without);
	buf_add(b, ".</p>\n</section>\n");
	free(without);
}

/* What comes below the introduction. */
void put_trace(struct web *web, struct buf *b, const struct trace *t)
{
	char *total = grouped(t->instructions), *host = grouped(lane_total(t, IN_HOST));
	char *guest = grouped(lane_total(t, IN_GUEST)), *n = grouped(exits(t));

	buf_addf(b, "<p class=\"lead\">%s instructions, %s of them in the Guest, %s in the Host; the Guest "
		 "came out %s time%s.</p>\n", total, guest, host, n, exits(t) == 1 ? "" : "s");
	put_numbers(web, b, t);
	put_timeline(b, t);
	put_sequence(web, b, t);
	put_how(b, t);
	free(total);
	free(guest);
	free(host);
	free(n);
}

/* ---- text ---- */

static void print_sums(struct web *web, const struct sums *sums, const char *head, bool host)
{
	int i;

	if (sums->n)
		printf("\n%-44s %8s %10s  stop\n", head, "times", host ? "in Host" : "");
	for (i = 0; i < sums->n; i++) {
		const struct sum *s = &sums->v[i];
		const struct stop *stop = stop_of_answer(web, s->name);
		char *words = answer_words(s->name), *times = grouped(s->times);
		char *cost = host ? grouped(s->host) : xstrdup("");
		char *plain = words, *to = words;

		for (; *plain; plain++)
			if (*plain != '`')
				*to++ = *plain;
		*to = '\0';
		printf("  %-42s %8s %10s  %s %s\n", words, times, cost,
		       stop ? stop->tag : "", stop ? stop->plain : "");
		free(words);
		free(times);
		free(cost);
	}
}

static void print_rows(const struct trace *t)
{
	int i, k;

	printf("\n%9s %9s  %-30s %-18s %9s  and the Host\n", "at", "Guest", "came out of", "for", "in Host");
	for (i = 0; i < t->nr_rows; i++) {
		const struct happening *h = &t->rows[i];
		char *why = h->times > 1 ? xasprintf("%s * %lld", h->why, h->times) : xstrdup(h->why);

		printf("%9lld %9lld  %-30s %-18s %9lld  ", h->at, h->spent[IN_GUEST],
		       h->ring == 3 ? "(a program)" : h->where, why, h->spent[IN_HOST]);
		for (k = 0; k < h->nr_did; k++)
			printf(h->did[k].times > 1 ? "%s%s * %d" : "%s%s", k ? ", " : "",
			       h->did[k].name, h->did[k].times);
		putchar('\n');
		free(why);
	}
}

static void print_trace(struct web *web, const struct trace *t, int width, bool whole)
{
	struct sums why = { 0 }, did = { 0 };
	int lane;

	printf("%s\n\n%s instructions (%s unrecorded); the Guest came out %s time%s\n\n", t->title,
	       grouped(t->instructions), grouped(t->untraced), grouped(exits(t)),
	       exits(t) == 1 ? "" : "s");
	for (lane = 0; lane < NR_LANES; lane++) {
		long long n = lane_total(t, lane);

		if (n || lane <= IN_HOST)
			printf("%-9s %12s  %s\n", lanes[lane], grouped(n),
			       lane_text(t, lane, width > 50 ? width - 24 : 26));
	}
	sum_up(t, &why, &did);
	print_sums(web, &why, "The Guest came out for", true);
	print_sums(web, &did, "The Host did, or was asked for", false);
	if (whole || t->nr_rows <= SHORT)
		print_rows(t);
	else
		printf("\nThe %d lines of what happened: make trace NAME=%s, and the page.\n",
		       t->nr_rows, t->name);
}

/* Prints a recording; without a name, what there are. */
int book_show_trace(struct book *book, const char *tangled, const char *tags,
		    const char *name, int window, bool whole)
{
	struct web web = { .book = book };
	struct buf names = { 0 };
	int i;

	buf_reset(&names);
	read_traces(book, &web.traces, true);
	for (i = 0; i < web.traces.n && strcmp(web.traces.v[i].name, name); i++)
		buf_addf(&names, "%s%s", i ? ", " : "", web.traces.v[i].name);
	if (i == web.traces.n)
		die("trace: %s%s; there %s %s; CMD='ls /' records another", *name ? "there is no recording " :
		    "NAME= says which recording to read", name, web.traces.n == 1 ? "is" : "are",
		    web.traces.n ? names.s : "none yet");
	find_pages(&web);
	read_tangled(&web, tangled);
	read_symbols(&web, tags);
	print_trace(&web, &web.traces.v[i], window < 100 ? window : 100, whole);
	return 0;
}
