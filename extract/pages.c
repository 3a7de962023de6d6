// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts the pages together: what pandoc made of the prose, the chunks in their
 * places, links where there was a tag or a name, and around it all the frame
 * (page.html) with the ways to everywhere else.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* ---- the frame ---- */

static void menu_link(struct buf *b, const struct sheet *sheet, const char *name,
		      const char *title)
{
	bool here = strcmp(name, sheet->name) == 0;

	buf_addf(b, "<li><a href=\"%s.html\"%s>", name,
		 here ? " aria-current=\"page\"" : "");
	html_add(b, title);
	buf_add(b, "</a></li>\n");
}

/* A page that is called after its kind. */
static void menu_member(struct buf *b, const struct sheet *sheet, const char *kind,
			const char *name, const char *title)
{
	char *page = xasprintf("%s-%s", kind, name);

	menu_link(b, sheet, page, title);
	free(page);
}

/* A group that folds, around n links; without any there is none. */
static void open_menu(struct buf *b, const char *title, bool open, int n)
{
	if (n)
		buf_addf(b, "<details%s><summary>%s</summary>\n<ul>\n",
			 open ? " open" : "", title);
}

static void close_menu(struct buf *b, int n)
{
	if (n)
		buf_add(b, "</ul></details>\n");
}

/* The stages, and the parts of each; those of other stages are folded. */
static void put_menu(struct web *web, struct buf *b, const struct sheet *sheet)
{
	static const char * const rest[][2] = {
		{ "files", "Files" }, { "stops", "Stops" },
		{ "chunks", "Chunks" }, { "identifiers", "Identifiers" },
		{ "coverage", "What tests run" },
	};
	int i, k, stage = -1;
	size_t r, nr_rest = sizeof(rest) / sizeof(rest[0]) - !web->book->has_coverage;

	for (i = 0; i < web->nr_pages; i = k) {
		char *name;

		stage = web->pages[i].stage;
		name = stage_slug(stage);
		open_menu(b, stages[stage].name, stage + 1 == sheet->stage, 1);
		menu_link(b, sheet, name, "All stops of this stage");
		for (k = i; k < web->nr_pages && web->pages[k].stage == stage; k++)
			menu_link(b, sheet, web->pages[k].slug, web->pages[k].title);
		close_menu(b, 1);
		free(name);
	}
	open_menu(b, "Journeys", starts_with(sheet->name, "journey-"), web->nr_journeys);
	for (i = 0; i < web->nr_journeys; i++)
		menu_member(b, sheet, "journey", web->journeys[i].name, web->journeys[i].title);
	close_menu(b, web->nr_journeys);
	open_menu(b, "What ran", starts_with(sheet->name, "trace-"), web->traces.n);
	for (i = 0; i < web->traces.n; i++)
		menu_member(b, sheet, "trace", web->traces.v[i].name, web->traces.v[i].title);
	close_menu(b, web->traces.n);
	buf_add(b, "<p>Index</p>\n<ul>\n");
	for (r = 0; r < nr_rest; r++)
		menu_link(b, sheet, rest[r][0], rest[r][1]);
	buf_add(b, "</ul>\n");
}

static void put_turn(struct buf *b, const char *name, const char *title,
		     const char *rel, const char *arrow)
{
	if (!name)
		return;
	buf_addf(b, "<a rel=\"%s\" href=\"%s.html\"><span>%s</span> ", rel, name, arrow);
	html_add(b, title);
	buf_add(b, "</a>\n");
}

void write_page(struct web *web, const char *dir, const struct sheet *sheet)
{
	struct buf out = { 0 }, menu = { 0 }, turn = { 0 }, title = { 0 };
	struct buf outline = { 0 }, about = { 0 };
	const char *p = web->template;
	char *name;

	buf_reset(&out);
	buf_reset(&menu);
	buf_reset(&turn);
	buf_reset(&title);
	put_menu(web, &menu, sheet);
	if (sheet->prev || sheet->next) {
		buf_add(&turn, "<nav class=\"turn\" aria-label=\"Previous and next\">\n");
		put_turn(&turn, sheet->prev, sheet->prev_title, "prev", "Previous");
		put_turn(&turn, sheet->next, sheet->next_title, "next", "Next");
		buf_add(&turn, "</nav>\n");
	}
	buf_reset(&outline);
	if (sheet->outline)
		buf_addf(&outline, "<nav id=\"page-outline\" aria-label=\"On this page\">\n"
			 "<a class=\"close\" href=\"#page-top\">Close</a>\n%s</nav>\n",
			 sheet->outline);
	html_add(&title, sheet->title);
	buf_reset(&about);
	html_add(&about, sheet->about ? sheet->about : "A Linux kernel as a process "
		 "of the same Linux kernel, told as a journey in seven stages.");
	while (*p) {
		const struct { const char *key, *value; } values[] = {
			{ "$title$", title.s }, { "$about$", about.s },
			{ "$menu$", menu.s },
			{ "$main$", sheet->main }, { "$turn$", turn.s },
			{ "$outline$", outline.s },
			{ "$to-outline$", sheet->outline ? "<a class=\"to-outline\" "
			  "href=\"#page-outline\">On this page</a>\n" : "" },
		};
		size_t i, n = sizeof(values) / sizeof(values[0]);

		for (i = 0; i < n; i++)
			if (*p == '$' && starts_with(p, values[i].key))
				break;
		if (i < n) {
			buf_add(&out, values[i].value);
			p += strlen(values[i].key);
		} else {
			buf_addc(&out, *p++);
		}
	}
	name = xasprintf("%s.html", sheet->name);
	put_file(dir, name, &out);
	free(name);
	free(out.s);
	free(menu.s);
	free(turn.s);
	free(title.s);
	free(about.s);
	free(outline.s);
}

/* ---- a chapter ---- */

/* Where the assembly of a page stands. */
struct assembly {
	struct web *web;
	struct listing *l;
	const struct page *page;	/* NULL: a journey's */
	const char *body;
	const struct stop *stop;
	bool in_link;
};

/* The part of a page by its number there. */
static const struct part *nth_part(const struct book *book, const char *file, int n)
{
	int i;

	for (i = 0; i < book->nr_parts; i++)
		if (book->parts[i]->file == file && n-- == 0)
			return book->parts[i];
	die("%s: a chunk is missing", file);
}

static void journey_link(struct web *web, struct buf *b, const struct step *step,
			 const char *before)
{
	buf_addf(b, " <a href=\"%s.html#%s\" title=\"",
		 page_of_stop(web, step->stop)->slug, step->stop->tag);
	html_add(b, step->stop->plain);
	buf_addf(b, "\">%s %s</a>", before, step->stop->tag);
}

/* Below a stop's heading: the journeys that come by. */
static void put_journeys(struct web *web, struct buf *b, const struct stop *stop)
{
	int i, k;

	for (i = 0; i < web->nr_journeys; i++) {
		const struct journey *j = &web->journeys[i];

		for (k = 0; k < j->nr_steps; k++) {
			if (j->steps[k].stop != stop)
				continue;
			buf_addf(b, "<p class=\"journey\"><a href=\"journey-%s.html#%s\">",
				 j->name, stop->tag);
			html_add(b, j->title);
			buf_addf(b, "</a>, %d of %d", k + 1, j->nr_steps);
			if (k)
				journey_link(web, b, &j->steps[k - 1], "previous:");
			if (k + 1 < j->nr_steps)
				journey_link(web, b, &j->steps[k + 1], "next stop:");
			buf_add(b, "</p>\n");
			break;
		}
	}
}

static void unescape(struct buf *b, const char *s, const char *end)
{
	static const struct { const char *entity; char c; } known[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' },
		{ "&quot;", '"' }, { "&#39;", '\'' },
	};

	while (s < end) {
		size_t i, n = sizeof(known) / sizeof(known[0]);

		for (i = 0; i < n; i++)
			if (starts_with(s, known[i].entity))
				break;
		if (i < n) {
			buf_addc(b, known[i].c);
			s += strlen(known[i].entity);
		} else {
			buf_addc(b, *s++);
		}
	}
}

/* "<!--chunk 7-->" and "<!--stop G:010-->", which weave.lua left. */
static const char *put_mark(struct assembly *a, const char *s)
{
	const char *end = strstr(s, "-->") + 3;
	char tag[6];

	if (starts_with(s, "<!--chunk ")) {
		put_part(a->l, nth_part(a->web->book, a->page->file, atoi(s + 10)));
	} else if (starts_with(s, "<!--stop ")) {
		memcpy(tag, s + 9, 5);
		tag[5] = '\0';
		a->stop = book_stop(a->web->book, tag);
		put_coverage(a->web->book, a->l->out, a->stop);
		put_journeys(a->web, a->l->out, a->stop);
	}
	return end;
}

/* <a href="#G:010">: to the page that has it. */
static const char *put_reference(struct assembly *a, const char *s)
{
	struct buf *out = a->l->out;
	const char *end = strchr(s, '>') + 1;
	const char *text_end = strstr(end, "</a>");
	char tag[6] = "";
	struct stop *stop;

	memcpy(tag, s + strlen("<a href=\"#"), 5);
	stop = book_stop(a->web->book, tag);
	if (!stop || s[strlen("<a href=\"#G:010")] != '"') {
		buf_addn(out, s, end - s);
		return end;
	}
	if (a->page && page_of_stop(a->web, stop) == a->page)
		buf_addf(out, "<a href=\"#%s", tag);
	else
		buf_addf(out, "<a href=\"%s.html#%s", page_of_stop(a->web, stop)->slug,
			 tag);
	s += strlen("<a href=\"#G:010");
	if (!memmem(s, end - s, "class=\"tag\"", 11) &&
	    !memmem(s, end - s, "title=", 6) && a->page) {
		buf_add(out, "\" title=\"");
		html_addn(out, stop->tag, 5);
		buf_addc(out, ' ');
		html_add(out, stop->plain);
	}
	buf_addn(out, s, end - s);
	/* On a journey the stop's title says more than its tag. */
	if (!a->page && text_end == end + 5 && strncmp(end, tag, 5) == 0) {
		buf_addf(out, "<span class=\"tag\">%s</span> ", tag);
		html_title(out, stop->title);
		return text_end;
	}
	return end;
}

/* Quoted code: a link if it names something that we have. */
static const char *put_code(struct assembly *a, const char *s)
{
	const char *end = strstr(s, "</code>");
	struct buf text = { 0 };
	char *folder = NULL;

	buf_reset(&text);
	unescape(&text, s + 6, end);
	if (a->page) {
		folder = stage_slug(a->page->stage);
		folder = xasprintf("%s/", folder);
	}
	if (a->in_link || !put_name_link(a->l, text.s, text.len, folder, a->stop))
		buf_addn(a->l->out, s, end + 7 - s);
	free(text.s);
	free(folder);
	return end + 7;
}

/* <pre class="c"><code>…: an example. */
static const char *put_example(struct assembly *a, const char *s)
{
	const char *code = strstr(s, "<code>");
	const char *end = strstr(s, "</code></pre>");
	enum syntax syntax = SYNTAX_TEXT;
	struct buf text = { 0 };

	if (starts_with(s, "<pre class=\"")) {
		char *name = xstrndup(s + 12, strcspn(s + 12, "\" "));

		syntax = syntax_named(name);
		free(name);
	}
	buf_reset(&text);
	unescape(&text, code + 6, end);
	buf_add(a->l->out, "<pre><code>");
	put_block(a->l, syntax, text.s);
	buf_add(a->l->out, "</code></pre>");
	free(text.s);
	return end + 13;
}

static void assemble(struct assembly *a)
{
	char *figure = NULL;
	int tables = 0;
	struct buf *out = a->l->out;
	const char *s = a->body;

	while (*s) {
		size_t n = strcspn(s, "<");

		buf_addn(out, s, n);
		s += n;
		if (starts_with(s, "<!--")) {
			s = put_mark(a, s);
		} else if (starts_with(s, "<a href=\"#")) {
			a->in_link = true;
			s = put_reference(a, s);
		} else if (starts_with(s, "<code>")) {
			s = put_code(a, s);
		} else if (starts_with(s, "<pre")) {
			s = put_example(a, s);
		} else if (starts_with(s, "<table")) {
			buf_addf(out, "<div class=\"table\" role=\"region\" "
				 "aria-label=\"Table %d\" tabindex=\"0\"><table",
				 ++tables);
			s += 6;
		} else if (starts_with(s, "</table>")) {
			buf_add(out, "</table></div>");
			s += 8;
		} else if (starts_with(s, "<img src=\"figures/") && !a->in_link) {
			/* On a small screen one wants it larger. */
			n = strcspn(s, ">") + 1;
			figure = xstrndup(s + 18, strcspn(s + 18, ".\""));
			buf_addf(out, "<a class=\"figure\" href=\"figures/%.*s\">"
				 "<img aria-details=\"words-%s\"",
				 (int)strcspn(s + 18, "\""), s + 18, figure);
			buf_addn(out, s + 4, n - 4);
			buf_add(out, "</a>");
			s += n;
		} else if (starts_with(s, "</figure>")) {
			buf_add(out, "</figure>");
			s += 9;
			if (figure)
				html_figure_words(out, figure);
			figure = NULL;
		} else if (*s) {
			if (starts_with(s, "<a "))
				a->in_link = true;
			if (starts_with(s, "</a>"))
				a->in_link = false;
			buf_addc(out, *s++);
		}
	}
}

/* Prose that stands in no chapter, with its links. */
char *assemble_prose(struct web *web, const char *page, const char *body)
{
	struct buf out = { 0 };
	struct listing l = { .web = web, .out = &out, .page = page };
	struct assembly a = { .web = web, .l = &l, .body = body };

	buf_reset(&out);
	assemble(&a);
	return out.s;
}

/* As deep as chunks unfold in a page that is not too large for it. */
static void assemble_within(struct assembly *a, size_t limit)
{
	for (a->l->depth = 16; ; a->l->depth /= 2) {
		buf_reset(a->l->out);
		a->stop = NULL;
		a->in_link = false;
		if (!strstr(a->body, "<h1")) {
			buf_add(a->l->out, "<h1>");
			html_add(a->l->out, a->page ? a->page->title : "");
			buf_add(a->l->out, "</h1>\n");
		}
		assemble(a);
		if (a->l->out->len <= limit || !a->l->depth)
			break;
	}
}

/* For readers who have not opened it: the first stops of a page. */
static char *about_page(const struct web *web, const struct page *page)
{
	const char *before = ": ";
	struct buf b = { 0 };
	int i;

	buf_reset(&b);
	buf_add(&b, stages[page->stage].name);
	for (i = 0; i < web->book->nr_stops && b.len < 140; i++) {
		if (web->book->stops[i]->file != page->file)
			continue;
		buf_add(&b, before);
		buf_add(&b, web->book->stops[i]->plain);
		before = ", ";
	}
	return b.s;
}

static void write_chapter(struct web *web, int n, const char *bodies,
			  const char *dir)
{
	const struct page *page = &web->pages[n];
	char *path = xasprintf("%s/%s.body", bodies, page->slug);
	struct buf main = { 0 }, outline = { 0 };
	struct listing l = { .web = web, .out = &main, .page = page->slug };
	struct assembly a = { .web = web, .l = &l, .page = page,
			      .body = read_whole(path) };
	struct sheet sheet = {
		.name = page->slug,
		.title = xasprintf("%s · %s · lguest", page->title,
				   stages[page->stage].name),
		.about = about_page(web, page),
		.stage = page->stage + 1,
		.prev = n ? web->pages[n - 1].slug : "index",
		.prev_title = n ? web->pages[n - 1].title : "The whole journey",
	};

	buf_reset(&outline);
	put_stop_list(web, &outline, page, false, true);
	assemble_within(&a, PAGE_LIMIT - 24 * 1024 - outline.len);
	if (n + 1 < web->nr_pages) {
		sheet.next = web->pages[n + 1].slug;
		sheet.next_title = web->pages[n + 1].title;
	}
	sheet.main = main.s;
	sheet.outline = outline.s;
	write_page(web, dir, &sheet);
	free(main.s);
	free(outline.s);
	free(path);
}

/* ---- pages without prose ---- */

/* What a stage has, and where old links to its stops arrive. */
static void write_stage(struct web *web, int stage, const char *dir)
{
	struct buf main = { 0 };
	int i, first = -1;

	buf_reset(&main);
	buf_addf(&main, "<h1>%s</h1>\n<p>%s</p>\n", stages[stage].name,
		 stages[stage].about);
	for (i = 0; i < web->nr_pages; i++) {
		const struct page *page = &web->pages[i];

		if (page->stage != stage)
			continue;
		if (first < 0)
			first = i;
		buf_addf(&main, "<h2><a href=\"%s.html\">", page->slug);
		html_add(&main, page->title);
		buf_add(&main, "</a></h2>\n");
		put_stop_list(web, &main, page, true, false);
	}
	if (first >= 0) {
		char *name = stage_slug(stage);

		write_page(web, dir, &(struct sheet){
			.name = name, .stage = stage + 1,
			.title = xasprintf("%s · lguest", stages[stage].name),
			.about = stages[stage].about,
			.main = main.s,
			.prev = "index", .prev_title = "The whole journey",
			.next = web->pages[first].slug,
			.next_title = web->pages[first].title });
		free(name);
	}
	free(main.s);
}

static void write_file(struct web *web, int n, const char *dir)
{
	const struct tangled *t = &web->files[n];
	struct buf main = { 0 };
	struct listing l = { .web = web, .out = &main, .page = t->slug,
			     .on_file_page = true };
	struct sheet sheet = {
		.name = t->slug, .title = xasprintf("%s · lguest", t->root),
	};

	buf_reset(&main);
	buf_addf(&main, "<h1><code>src/%s</code></h1>\n<p>The whole file. The number of a "
		 "line leads to the line's place in the journey.</p>\n", t->root);
	put_tangled(&l, t);
	sheet.main = main.s;
	if (n) {
		sheet.prev = web->files[n - 1].slug;
		sheet.prev_title = web->files[n - 1].root;
	}
	if (n + 1 < web->nr_files) {
		sheet.next = web->files[n + 1].slug;
		sheet.next_title = web->files[n + 1].root;
	}
	write_page(web, dir, &sheet);
	free(main.s);
}

/* Each step's item is found by its stop. */
static void number_steps(struct buf *b, const char *body, const struct journey *j)
{
	int k = 0;

	while (*body) {
		if (starts_with(body, "<li><") && k < j->nr_steps) {
			buf_addf(b, "<li id=\"%s\">", j->steps[k].stop->tag);
			body += 4;
			k++;
		} else {
			buf_addc(b, *body++);
		}
	}
}

/* A recording that is called like the journey shows it happen. */
static void put_recorded(struct web *web, struct buf *b, const char *name)
{
	int i;

	for (i = 0; i < web->traces.n; i++) {
		if (strcmp(web->traces.v[i].name, name) != 0)
			continue;
		buf_addf(b, "<p>And here is <a href=\"trace-%s.html\">what ran</a>, when it was recorded: ",
			 name);
		html_add(b, web->traces.v[i].title);
		buf_add(b, ".</p>\n");
	}
}

static void write_journey(struct web *web, int n, const char *bodies,
			  const char *dir)
{
	const struct journey *j = &web->journeys[n];
	char *path = xasprintf("%s/journey-%s.body", bodies, j->name);
	char *name = xasprintf("journey-%s", j->name);
	struct buf body = { 0 };
	char *main;
	struct sheet sheet = {
		.name = name, .title = xasprintf("%s · lguest", j->title),
	};

	buf_reset(&body);
	buf_add(&body, "<div class=\"path\">\n");
	number_steps(&body, read_whole(path), j);
	buf_add(&body, "</div>\n");
	put_recorded(web, &body, j->name);
	main = assemble_prose(web, name, body.s);
	sheet.main = main;
	if (n) {
		sheet.prev = xasprintf("journey-%s", web->journeys[n - 1].name);
		sheet.prev_title = web->journeys[n - 1].title;
	}
	if (n + 1 < web->nr_journeys) {
		sheet.next = xasprintf("journey-%s", web->journeys[n + 1].name);
		sheet.next_title = web->journeys[n + 1].title;
	}
	write_page(web, dir, &sheet);
	free(main);
	free(body.s);
	free(path);
	free(name);
}

/* What ran: the introduction, if it is one of the book's, and the recording. */
static void write_trace(struct web *web, int n, const char *bodies, const char *dir)
{
	const struct trace *t = &web->traces.v[n];
	char *name = xasprintf("trace-%s", t->name);
	struct buf main = { 0 };
	struct sheet sheet = {
		.name = name, .title = xasprintf("%s · lguest", t->title),
		.outline = "<ul>\n<li><a href=\"#numbers\">In numbers</a></li>\n"
			"<li><a href=\"#timeline\">As a timeline</a></li>\n"
			"<li><a href=\"#sequence\">One after the other</a></li>\n"
			"<li><a href=\"#how\">How it was recorded</a></li>\n</ul>\n",
	};

	buf_reset(&main);
	if (t->ours) {
		char *path = xasprintf("%s/%s.body", bodies, name);
		char *prose = read_whole(path), *html = assemble_prose(web, name, prose);

		buf_add(&main, html);
		free(path);
		free(prose);
		free(html);
	} else {
		buf_add(&main, "<h1><code>");
		html_add(&main, t->title);
		buf_add(&main, "</code></h1>\n");
	}
	put_trace(web, &main, t);
	sheet.main = main.s;
	if (n) {
		sheet.prev = xasprintf("trace-%s", web->traces.v[n - 1].name);
		sheet.prev_title = web->traces.v[n - 1].title;
	}
	if (n + 1 < web->traces.n) {
		sheet.next = xasprintf("trace-%s", web->traces.v[n + 1].name);
		sheet.next_title = web->traces.v[n + 1].title;
	}
	write_page(web, dir, &sheet);
	free(main.s);
	free(name);
}

int book_pages(struct book *book, const char *bodies, const char *tangled,
	       const char *tags, const char *template, const char *out)
{
	struct web web = { .book = book, .template = read_whole(template) };
	int i;

	find_pages(&web);
	read_journeys(book, &web.journeys, &web.nr_journeys);
	read_traces(book, &web.traces, true);
	read_tangled(&web, tangled);
	read_symbols(&web, tags);
	read_coverage(book);
	for (i = 0; i < web.nr_pages; i++)
		write_chapter(&web, i, bodies, out);
	for (i = 0; i < nr_stages; i++)
		write_stage(&web, i, out);
	for (i = 0; i < web.nr_journeys; i++)
		write_journey(&web, i, bodies, out);
	for (i = 0; i < web.traces.n; i++)
		write_trace(&web, i, bodies, out);
	for (i = 0; i < web.nr_files; i++)
		write_file(&web, i, out);
	write_cover(&web, bodies, out);
	put_indexes(&web, out);
	put_search(&web, out);
	return 0;
}
