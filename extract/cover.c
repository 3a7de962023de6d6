// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first page: the prose of chapters/cover.md, with lists in the places of
 * paragraphs that say no more than {stages}, {journeys} or {recordings}.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web.h"

static int count_stops(const struct book *book, int stage)
{
	int i, n = 0;

	for (i = 0; i < book->nr_stops; i++)
		n += book->stops[i]->stage == stage;
	return n;
}

static void put_stage(struct web *web, struct buf *b, int stage)
{
	int i, stops = count_stops(web->book, stage);
	char *name = stage_slug(stage);

	buf_addf(b, "<li><h3><a href=\"%s.html\">%s</a></h3>\n<p>%s "
		 "<span class=\"where\">%d stop%s</span></p>\n<ul>\n",
		 name, stages[stage].name, stages[stage].about, stops,
		 stops == 1 ? "" : "s");
	for (i = 0; i < web->nr_pages; i++) {
		if (web->pages[i].stage != stage)
			continue;
		buf_addf(b, "<li><a href=\"%s.html\">", web->pages[i].slug);
		html_add(b, web->pages[i].title);
		buf_add(b, "</a></li>\n");
	}
	buf_add(b, "</ul></li>\n");
	free(name);
}

static void put_stages(struct web *web, struct buf *b)
{
	int i;

	buf_add(b, "<ol class=\"cover\">\n");
	for (i = 0; i < nr_stages; i++)
		if (count_stops(web->book, i))
			put_stage(web, b, i);
	buf_add(b, "</ol>\n");
}

static void put_journeys(struct web *web, struct buf *b)
{
	int i;

	if (!web->nr_journeys)
		return;
	buf_add(b, "<ul>\n");
	for (i = 0; i < web->nr_journeys; i++) {
		buf_addf(b, "<li><a href=\"journey-%s.html\">", web->journeys[i].name);
		html_add(b, web->journeys[i].title);
		buf_addf(b, "</a> <span class=\"where\">%d stops</span></li>\n",
			 web->journeys[i].nr_steps);
	}
	buf_add(b, "</ul>\n");
}

static void put_recordings(struct web *web, struct buf *b)
{
	int i;

	if (!web->traces.n)
		return;
	buf_add(b, "<ul>\n");
	for (i = 0; i < web->traces.n; i++) {
		buf_addf(b, "<li><a href=\"trace-%s.html\">", web->traces.v[i].name);
		html_add(b, web->traces.v[i].title);
		buf_add(b, "</a></li>\n");
	}
	buf_add(b, "</ul>\n");
}

static const struct {
	const char *paragraph;
	void (*put)(struct web *web, struct buf *b);
} lists[] = {
	{ "<p>{stages}</p>", put_stages },
	{ "<p>{journeys}</p>", put_journeys },
	{ "<p>{recordings}</p>", put_recordings },
};

/* A book without a cover of its own has the lists, and its name. */
static char *cover_prose(const char *bodies)
{
	char *path = xasprintf("%s/cover.body", bodies);
	char *prose = access(path, R_OK) == 0 ? read_whole(path) :
		xstrdup("<h1>lguest</h1>\n<p>{stages}</p>\n<p>{journeys}</p>\n<p>{recordings}</p>\n");

	free(path);
	return prose;
}

void write_cover(struct web *web, const char *bodies, const char *dir)
{
	char *prose = cover_prose(bodies), *main = assemble_prose(web, "index", prose);
	struct buf b = { 0 };
	const char *s = main;
	size_t i, n = sizeof(lists) / sizeof(lists[0]);

	buf_reset(&b);
	while (*s) {
		for (i = 0; i < n; i++)
			if (starts_with(s, lists[i].paragraph))
				break;
		if (i < n) {
			lists[i].put(web, &b);
			s += strlen(lists[i].paragraph);
		} else {
			buf_addc(&b, *s++);
		}
	}
	write_page(web, dir, &(struct sheet){
		.name = "index", .title = "lguest", .main = b.s,
		.next = web->nr_pages ? web->pages[0].slug : NULL,
		.next_title = web->nr_pages ? web->pages[0].title : NULL });
	free(b.s);
	free(main);
	free(prose);
}
