// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tests have run, as HTML: a line below each stop's heading, figures in
 * the lists of stops, and a page with a table and all that is never run.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "web.h"

/* The colour of the dot. */
static const char * const classes[] = {
	[RAN_SILENT] = "", [RAN_UNKNOWN] = "unknown", [RAN_NOTHING] = "nothing",
	[RAN_NEVER] = "never", [RAN_PARTLY] = "partly", [RAN_ALL] = "all",
};

void put_coverage(const struct book *book, struct buf *b, const struct stop *stop)
{
	char *words = coverage_words(book, stop);

	if (!words)
		return;
	buf_addf(b, "<p class=\"ran %s\"><a href=\"coverage.html\">",
		 classes[ran_of(book, stop)]);
	html_add(b, words);
	buf_add(b, "</a></p>\n");
	free(words);
}

/* Behind a stop in a list. */
void put_coverage_figures(const struct book *book, struct buf *b,
			  const struct stop *stop)
{
	const struct coverage *c = stop->coverage;
	enum ran ran = ran_of(book, stop);

	if (ran < RAN_NEVER)
		return;
	buf_addf(b, " <span class=\"ran %s\">", classes[ran]);
	if (ran == RAN_NEVER)
		buf_add(b, "no test runs it");
	else
		buf_addf(b, "%d of %d lines", c->ran, c->can);
	buf_add(b, "</span>");
}

struct sum {
	int stops, ran, never, can_lines, ran_lines;
};

static void add_stop(struct sum *sum, const struct stop *stop)
{
	const struct coverage *c = stop->coverage;

	if (!c || !c->can)
		return;
	sum->stops++;
	sum->ran += c->ran > 0;
	sum->never += !c->ran;
	sum->can_lines += c->can;
	sum->ran_lines += c->ran;
}

static void put_row(struct buf *b, const char *name, const struct sum *sum)
{
	buf_addf(b, "<tr><th scope=\"row\">%s</th><td>%d</td><td>%d</td><td>%d</td>"
		 "<td>%d</td><td>%d</td><td>%.0f %%</td></tr>\n", name, sum->stops,
		 sum->ran, sum->never, sum->can_lines, sum->ran_lines,
		 100.0 * sum->ran_lines / sum->can_lines);
}

static void put_table(const struct book *book, struct buf *b)
{
	struct sum all = { 0 };
	int i, k;

	buf_add(b, "<div class=\"table\" role=\"region\" aria-label=\"What is run of each stage\" "
		"tabindex=\"0\"><table class=\"figures\">\n<thead><tr><th scope=\"col\">stage</th>"
		"<th scope=\"col\">stops with code that can run</th><th scope=\"col\">run</th>"
		"<th scope=\"col\">never run</th><th scope=\"col\">lines that can run</th>"
		"<th scope=\"col\">run</th><th scope=\"col\"></th></tr></thead>\n<tbody>\n");
	for (i = 0; i < nr_stages; i++) {
		struct sum sum = { 0 };

		for (k = 0; k < book->nr_stops; k++)
			if (book->stops[k]->stage == i) {
				add_stop(&sum, book->stops[k]);
				add_stop(&all, book->stops[k]);
			}
		if (sum.stops)
			put_row(b, stages[i].name, &sum);
	}
	put_row(b, "all", &all);
	buf_add(b, "</tbody></table></div>\n");
}

/* The stops of one kind, each with a line of text; returns how many. */
static int put_kind(struct web *web, struct buf *b, enum ran kind)
{
	const struct book *book = web->book;
	int i, n = 0;

	for (i = 0; i < book->nr_stops; i++) {
		const struct stop *stop = book->stops[i];

		if (ran_of(book, stop) != kind)
			continue;
		buf_add(b, n++ ? "<li>" : "<ul class=\"index\">\n<li>");
		put_stop_link(web, b, stop);
		buf_addc(b, ' ');
		html_title(b, stop->title);
		if (stop->why_never_run) {
			buf_add(b, "<p>");
			html_add(b, stop->why_never_run);
			buf_add(b, "</p>");
		}
		buf_add(b, "</li>\n");
	}
	buf_add(b, n ? "</ul>\n" : "<p>None.</p>\n");
	return n;
}

void put_coverage_page(struct web *web, const char *dir)
{
	struct stop *told = book_stop(web->book, "M:040");
	struct buf b = { 0 }, unknown = { 0 };

	buf_reset(&b);
	buf_add(&b, "<h1>What the tests run</h1>\n<p>The tests boot Host and Guest in an emulator, which tells "
		"each instruction that it is about to run for the first time. So a stop "
		"can say whether any test comes by, and which.");
	if (told) {
		buf_add(&b, " How that is done, and what the figures do not say, is told in ");
		put_stop_link(web, &b, told);
		buf_addc(&b, '.');
	}
	buf_add(&b, "</p>\n");
	put_table(web->book, &b);
	buf_add(&b, "<h2>What no test runs, and why</h2>\n");
	put_kind(web, &b, RAN_NEVER);
	buf_reset(&unknown);
	if (put_kind(web, &unknown, RAN_UNKNOWN)) {
		buf_add(&b, "<h2>Not known yet</h2>\n<p>Stops that are newer than the figures.</p>\n");
		buf_add(&b, unknown.s);
	}
	write_page(web, dir, &(struct sheet){ .name = "coverage",
		   .title = "What the tests run · lguest", .main = b.s });
	free(b.s);
	free(unknown.s);
}
