// SPDX-License-Identifier: GPL-2.0-only
/*
 * The indexes: stops, files, chunks and identifiers, the last two in a page for
 * each letter; and the same once more as data for the search.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* 'a' to 'z': under which letter a name is found. */
static char letter_of(const char *name)
{
	while (*name && !isalpha((unsigned char)*name))
		name++;
	return *name ? tolower((unsigned char)*name) : 'z';
}

char *symbol_href(const struct symbol *symbol)
{
	return xasprintf("identifiers-%c.html#%s", letter_of(symbol->name),
			 symbol->name);
}

void put_stop_link(struct web *web, struct buf *b, const struct stop *stop)
{
	buf_addf(b, "<a href=\"%s.html#%s\" title=\"", page_of_stop(web, stop)->slug,
		 stop->tag);
	html_add(b, stop->plain);
	buf_addf(b, "\">%s</a>", stop->tag);
}

/* The letters that there are, as links; the page's own is none. */
static void put_letters(struct buf *b, const char *kind, const bool *there,
			char now)
{
	char c;

	buf_add(b, "<p class=\"letters\">");
	for (c = 'a'; c <= 'z'; c++) {
		if (c == now)
			buf_addf(b, "<strong>%c</strong> ", c);
		else if (there[c - 'a'])
			buf_addf(b, "<a href=\"%s-%c.html\">%c</a> ", kind, c, c);
	}
	buf_add(b, "</p>\n");
}

/* ---- identifiers ---- */

const char *kind_name(char kind)
{
	switch (kind) {
	case 'f':	return "function";
	case 'd':	return "macro";
	case 'e':	return "enumerator";
	case 'g':	return "enum";
	case 's':	return "struct";
	case 'm':	return "member";
	case 't':	return "type";
	case 'u':	return "union";
	case 'v':	return "variable";
	case 'p':	return "declaration";
	case 'a':	return "label";
	default:	return "option";
	}
}

static void put_symbol(struct web *web, struct buf *b, const struct symbol *s)
{
	const struct tangled *t = &web->files[s->file];
	const struct origin *o = &t->from[s->line - 1];
	int i;

	buf_addf(b, "<p>%s", kind_name(s->kind));
	if (s->kind == 'm' && s->scope)
		buf_addf(b, " of <code>%s</code>", s->scope);
	buf_addf(b, " in <a href=\"%s.html#L%d\">%s:%d</a>", t->slug, s->line, t->root,
		 s->line);
	if (o->stop) {
		buf_addf(b, ", <a href=\"%s.html#", page_of_stop(web, o->stop)->slug);
		if (o->line)
			buf_addf(b, "L%d", o->line);
		else
			buf_add(b, o->stop->tag);
		buf_addf(b, "\">%s</a>", o->stop->tag);
	}
	for (i = 0; i < s->nr_uses; i++) {
		buf_add(b, i ? ", " : "; met in ");
		put_stop_link(web, b, s->uses[i]);
	}
	buf_add(b, "</p>\n");
}

static void put_identifiers(struct web *web, const char *dir)
{
	bool there[26] = { false };
	struct buf b = { 0 };
	int i;
	char c;

	for (i = 0; i < web->nr_symbols; i++)
		there[letter_of(web->symbols[i].name) - 'a'] = true;
	buf_reset(&b);
	buf_addf(&b, "<h1>Identifiers</h1>\n<p>The names that the code defines (%d), "
		 "by their first letter: functions, macros, structs and their members, "
		 "variables, labels. In the code, a name leads to its definition, "
		 "and the definition to its place in this index, where all stops "
		 "stand that meet it.</p>\n", web->nr_symbols);
	put_letters(&b, "identifiers", there, 0);
	write_page(web, dir, &(struct sheet){ .name = "identifiers",
		   .title = "Identifiers · lguest", .main = b.s });
	for (c = 'a'; c <= 'z'; c++) {
		const char *last = "";

		if (!there[c - 'a'])
			continue;
		buf_reset(&b);
		buf_addf(&b, "<h1>Identifiers: %c</h1>\n", c);
		put_letters(&b, "identifiers", there, c);
		buf_add(&b, "<ul class=\"index\">\n");
		for (i = 0; i < web->nr_symbols; i++) {
			const struct symbol *s = &web->symbols[i];

			if (letter_of(s->name) != c)
				continue;
			if (strcmp(last, s->name) != 0)
				buf_addf(&b, "%s<li id=\"%s\"><code>%s</code>\n",
					 *last ? "</li>\n" : "", s->name, s->name);
			last = s->name;
			put_symbol(web, &b, s);
		}
		buf_add(&b, "</li>\n</ul>\n");
		write_page(web, dir, &(struct sheet){
			   .name = xasprintf("identifiers-%c", c),
			   .title = xasprintf("Identifiers: %c · lguest", c), .main = b.s });
	}
	free(b.s);
}

/* ---- chunks ---- */

static int by_chunk_name(const void *a, const void *b)
{
	const struct chunk *x = *(struct chunk * const *)a;
	const struct chunk *y = *(struct chunk * const *)b;
	int d = strcasecmp(x->name, y->name);

	return d ? d : strcmp(x->name, y->name);
}

static void put_chunk_entry(struct web *web, struct buf *b,
			    const struct chunk *chunk)
{
	int i;

	buf_add(b, "<li><span class=\"name\">");
	html_chunk_name(b, chunk->name);
	buf_add(b, "</span> ");
	for (i = 0; i < chunk->nr_parts; i++) {
		const struct part *part = chunk->parts[i];
		char *id = part_id(part);

		buf_addf(b, "%s<a href=\"%s.html#", i ? ", " : "",
			 page_of_file(web, part->file)->slug);
		html_add(b, id);
		buf_addf(b, "\">%s</a>", part->stop->tag);
		free(id);
	}
	for (i = 0; i < chunk->nr_uses; i++) {
		if (i && chunk->uses[i] == chunk->uses[i - 1])
			continue;
		buf_add(b, i ? ", " : "; used in ");
		put_stop_link(web, b, chunk->uses[i]->stop);
	}
	buf_addf(b, "; <span class=\"where\">%s</span></li>\n", file_of(chunk));
}

static void put_chunks(struct web *web, const char *dir)
{
	const struct book *book = web->book;
	struct chunk **sorted = xrealloc(NULL, (book->nr_chunks + 1) * sizeof(*sorted));
	bool there[26] = { false };
	struct buf b = { 0 };
	int i, n = 0;
	char c;

	for (i = 0; i < book->nr_chunks; i++) {
		if (book->chunks[i]->root)
			continue;
		sorted[n++] = book->chunks[i];
		there[letter_of(book->chunks[i]->name) - 'a'] = true;
	}
	qsort(sorted, n, sizeof(*sorted), by_chunk_name);
	buf_reset(&b);
	buf_addf(&b, "<h1>Chunks</h1>\n<p>The code is cut into chunks (%d), each called "
		 "by what it does. Here they are by their first letter, with the stops "
		 "that define and use them.</p>\n", n);
	put_letters(&b, "chunks", there, 0);
	write_page(web, dir, &(struct sheet){ .name = "chunks", .title = "Chunks · lguest",
		   .main = b.s });
	for (c = 'a'; c <= 'z'; c++) {
		if (!there[c - 'a'])
			continue;
		buf_reset(&b);
		buf_addf(&b, "<h1>Chunks: %c</h1>\n", c);
		put_letters(&b, "chunks", there, c);
		buf_add(&b, "<ul class=\"index\">\n");
		for (i = 0; i < n; i++)
			if (letter_of(sorted[i]->name) == c)
				put_chunk_entry(web, &b, sorted[i]);
		buf_add(&b, "</ul>\n");
		write_page(web, dir, &(struct sheet){
			   .name = xasprintf("chunks-%c", c),
			   .title = xasprintf("Chunks: %c · lguest", c), .main = b.s });
	}
	free(sorted);
	free(b.s);
}

/* ---- stops and files ---- */

/* The stops of a page as a list of links; with ids if the list stands for them. */
void put_stop_list(struct web *web, struct buf *b, const struct page *page,
		   bool ids, bool local)
{
	int i;

	buf_add(b, "<ul class=\"stops\">\n");
	for (i = 0; i < web->book->nr_stops; i++) {
		const struct stop *stop = web->book->stops[i];

		if (stop->file != page->file)
			continue;
		buf_add(b, "<li");
		if (ids)
			buf_addf(b, " id=\"%s\"", stop->tag);
		buf_addf(b, "><a href=\"%s%s#%s\"><span class=\"tag\">%s</span> ",
			 local ? "" : page->slug, local ? "" : ".html", stop->tag,
			 stop->tag);
		html_title(b, stop->title);
		if (ids)
			put_coverage_figures(web->book, b, stop);
		buf_add(b, "</a></li>\n");
	}
	buf_add(b, "</ul>\n");
}

static void put_stops(struct web *web, const char *dir)
{
	struct buf b = { 0 };
	int i, stage = -1;

	buf_reset(&b);
	buf_addf(&b, "<h1>Stops</h1>\n<p>All of them (%d), in the order in which they are "
		 "read. A stop keeps its tag for ever.</p>\n", web->book->nr_stops);
	for (i = 0; i < web->nr_pages; i++) {
		const struct page *page = &web->pages[i];

		if (page->stage != stage)
			buf_addf(&b, "<h2>%s</h2>\n", stages[page->stage].name);
		stage = page->stage;
		buf_addf(&b, "<h3><a href=\"%s.html\">", page->slug);
		html_add(&b, page->title);
		buf_add(&b, "</a></h3>\n");
		put_stop_list(web, &b, page, true, false);
	}
	write_page(web, dir, &(struct sheet){ .name = "stops", .title = "Stops · lguest",
		   .main = b.s });
	free(b.s);
}

static int visible_lines(const struct tangled *t)
{
	int i, n = 0;

	for (i = 0; i < t->n; i++)
		n += !t->from[i].opens && !t->from[i].hidden;
	return n;
}

static void put_files(struct web *web, const char *dir)
{
	struct buf b = { 0 };
	const char *folder = "";
	int i;

	buf_reset(&b);
	buf_addf(&b, "<h1>Files</h1>\n<p>What is made from these pages (%d), "
		 "each file whole, as compilers get to see it. Every line leads to "
		 "its stop.</p>\n", web->nr_files);
	for (i = 0; i < web->nr_files; i++) {
		const struct tangled *t = &web->files[i];
		size_t n = strrchr(t->root, '/') - t->root;

		if (strlen(folder) != n || strncmp(folder, t->root, n) != 0) {
			if (*folder)
				buf_add(&b, "</ul>\n");
			folder = xstrndup(t->root, n);
			buf_addf(&b, "<h2>src/%s</h2>\n<ul class=\"files\">\n", folder);
		}
		buf_addf(&b, "<li><a href=\"%s.html\"><code>%s</code></a> "
			 "<span class=\"where\">%d lines</span></li>\n", t->slug,
			 t->root + n + 1, visible_lines(t));
	}
	if (*folder)
		buf_add(&b, "</ul>\n");
	write_page(web, dir, &(struct sheet){ .name = "files", .title = "Files · lguest",
		   .main = b.s });
	free(b.s);
}

void put_indexes(struct web *web, const char *dir)
{
	put_stops(web, dir);
	put_files(web, dir);
	put_chunks(web, dir);
	put_identifiers(web, dir);
	if (web->book->has_coverage)
		put_coverage_page(web, dir);
}

/* ---- what is searched ---- */

static void json_string(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++) {
		unsigned char c = *s;

		if (c == '"' || c == '\\')
			buf_addc(b, '\\');
		if (c == '\t' || c == '\n')
			buf_addc(b, ' ');
		else if (c >= ' ')
			buf_addc(b, c);
	}
	buf_addc(b, '"');
}

static void put_document(struct buf *b, char kind, const char *href,
			 const char *title, const char *text)
{
	buf_addf(b, "[\"%c\",", kind);
	json_string(b, href);
	buf_addc(b, ',');
	json_string(b, title);
	buf_addc(b, ',');
	json_string(b, text);
	buf_add(b, "],\n");
}

/* Prose without what makes it Markdown. */
static void add_words(struct buf *b, const char *s)
{
	for (; *s; s++) {
		if (s[0] == ']' && s[1] == '(' && strchr(s, ')'))
			s = strchr(s, ')');
		else if (!strchr("`*[]|\\", *s) && *s != MARK_OPEN &&
			 *s != MARK_CLOSE)
			buf_addc(b, *s);
	}
	buf_addc(b, ' ');
}

static void search_stops(struct web *web, struct buf *b)
{
	const struct book *book = web->book;
	struct buf text = { 0 };
	int i, k = 0;

	for (i = 0; i < book->nr_stops; i++) {
		const struct stop *stop = book->stops[i];
		char *href = xasprintf("%s.html#%s", page_of_stop(web, stop)->slug,
				       stop->tag);
		char *title = xasprintf("%s %s", stop->tag, stop->plain);

		buf_reset(&text);
		while (k < book->nr_items && book->items[k].stop != stop)
			k++;
		for (; k < book->nr_items && book->items[k].stop == stop; k++)
			if (book->items[k].type == ITEM_TEXT)
				add_words(&text, book->items[k].line.text);
		put_document(b, 's', href, title, text.s);
		free(href);
		free(title);
	}
	free(text.s);
}

void put_search(struct web *web, const char *dir)
{
	const struct book *book = web->book;
	struct buf b = { 0 };
	int i;

	buf_reset(&b);
	buf_add(&b, "window.lguestDocuments = [\n");
	search_stops(web, &b);
	for (i = 0; i < book->nr_chunks; i++) {
		const struct chunk *chunk = book->chunks[i];
		const struct part *part = chunk->parts[0];
		char *id, *href;

		if (chunk->root)
			continue;
		id = part_id(part);
		href = xasprintf("%s.html#%s", page_of_file(web, part->file)->slug, id);
		put_document(&b, 'c', href, chunk->name,
			     xasprintf("chunk in %s, %s", file_of(chunk),
				       part->stop->tag));
		free(id);
		free(href);
	}
	for (i = 0; i < web->nr_symbols; i++) {
		const struct symbol *s = &web->symbols[i];
		const struct origin *o = &web->files[s->file].from[s->line - 1];

		put_document(&b, 'n', symbol_href(s), s->name,
			     xasprintf("%s in %s%s%s", kind_name(s->kind),
				       web->files[s->file].root,
				       o->stop ? ", " : "",
				       o->stop ? o->stop->tag : ""));
	}
	for (i = 0; i < web->traces.n; i++) {
		const struct trace *t = &web->traces.v[i];

		put_document(&b, 's', xasprintf("trace-%s.html", t->name),
			     xasprintf("What ran: %s", t->title), t->what);
	}
	for (i = 0; i < web->nr_files; i++)
		put_document(&b, 'f', xasprintf("%s.html", web->files[i].slug),
			     xasprintf("src/%s", web->files[i].root), "file");
	buf_add(&b, "];\n");
	put_file(dir, "search-data.js", &b);
	free(b.s);
}
