// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prepares the book for pandoc: one Markdown file a stage, one for the index, a
 * table of chunks and stops for weave.lua, and a sed script that turns the token
 * that stands for the use of a chunk into a link, once the code is highlighted.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"

static FILE *create(const char *dir, const char *name, const char *suffix)
{
	char *path = xasprintf("%s/%s%s", dir, name, suffix);
	FILE *out = fopen(path, "w");

	if (!out)
		die("cannot write %s", path);
	free(path);
	return out;
}

static void finish_file(FILE *out)
{
	if (ferror(out) || fclose(out))
		die("cannot write the pages");
}

/* "guest" for the stage Guest: the page's name without ".html". */
static char *page_of(int stage)
{
	char *s = xstrdup(stage < 0 ? "index" : stages[stage].name);

	*s = tolower((unsigned char)*s);
	return s;
}

/* ---- names that stay: a stop's is its tag, a chunk's comes from its name ---- */

static char *slug(const char *name)
{
	struct buf b = { 0 };

	buf_reset(&b);
	for (; *name; name++) {
		unsigned char c = *name;

		if (isalnum(c) || c == '.' || c == '_' || c >= 0x80)
			buf_addc(&b, c);
		else if (b.len && b.s[b.len - 1] != '-')
			buf_addc(&b, '-');
	}
	while (b.len && b.s[b.len - 1] == '-')
		b.s[--b.len] = '\0';
	return b.s;
}

/*
 * The id of a part: the chunk's name and the stop it is in, and a count only if
 * that stop has several, so that it survives everything done elsewhere.
 */
static char *part_id(const struct part *part)
{
	const struct chunk *chunk = part->chunk;
	char *name = slug(chunk->name);
	int same = 0;
	char *id;
	int i;

	for (i = 0; i < part->nth; i++)
		same += chunk->parts[i]->stop == part->stop;
	if (same)
		id = xasprintf("%s.%s.%d", name, part->stop->tag, same + 1);
	else
		id = xasprintf("%s.%s", name, part->stop->tag);
	free(name);
	return id;
}

static char *part_href(const struct part *part)
{
	char *page = page_of(part->stage);
	char *id = part_id(part);
	char *href = xasprintf("%s.html#%s", page, id);

	free(page);
	free(id);
	return href;
}

/* The file in which a chunk ends up: its own, or that of its first user. */
static const char *file_of(const struct chunk *chunk)
{
	while (!chunk->root)
		chunk = chunk->uses[0]->chunk;
	return chunk->name;
}

/* ---- the table for weave.lua ---- */

static void lua_string(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', out);
		fputc(*s, out);
	}
	fputc('"', out);
}

static void lua_field(FILE *out, const char *key, const char *value)
{
	fprintf(out, "%s = ", key);
	lua_string(out, value);
	fputs(", ", out);
}

static void lua_href(FILE *out, const char *key, const struct part *part)
{
	char *href = part_href(part);

	lua_field(out, key, href);
	free(href);
}

/* Licence lines and includes: shown folded. */
static bool is_boilerplate(const struct part *part)
{
	static const char * const starts[] = {
		"#include", "// SPDX", "/* SPDX", "# SPDX", "#define pr_fmt",
		"#define _GNU_SOURCE", "MODULE_",
	};
	int i, n = 0;
	size_t k;

	for (i = 0; i < part->lines.n; i++) {
		const char *s = part->lines.v[i].text;
		bool found = is_blank(s);

		for (k = 0; k < sizeof(starts) / sizeof(starts[0]); k++)
			if (starts_with(s, starts[k]))
				found = true;
		if (!found)
			return false;
		n += !is_blank(s);
	}
	return n > 0;
}

static void lua_users(FILE *out, const struct chunk *chunk)
{
	int i;

	fputs("users = {", out);
	for (i = 0; i < chunk->nr_uses; i++) {
		const struct part *user = chunk->uses[i];

		if (i && user == chunk->uses[i - 1])
			continue;
		fputs("{ ", out);
		lua_href(out, "href", user);
		lua_field(out, "tag", user->stop->tag);
		lua_field(out, "name", user->chunk->name);
		fputs("}, ", out);
	}
	fputs("},", out);
}

static void lua_part(FILE *out, const struct part *part)
{
	const struct chunk *chunk = part->chunk;
	char *id = part_id(part);

	fprintf(out, "[%d] = { ", part->id);
	lua_field(out, "id", id);
	lua_field(out, "name", chunk->name);
	lua_field(out, "file", file_of(chunk));
	fprintf(out, "root = %s, folded = %s, nth = %d, total = %d, ",
		chunk->root ? "true" : "false",
		is_boilerplate(part) ? "true" : "false",
		part->nth + 1, chunk->nr_parts);
	if (part->nth > 0)
		lua_href(out, "previous", chunk->parts[part->nth - 1]);
	if (part->nth + 1 < chunk->nr_parts)
		lua_href(out, "next", chunk->parts[part->nth + 1]);
	lua_users(out, chunk);
	fputs(" },\n", out);
	free(id);
}

static void write_lua(const struct book *book, const char *dir)
{
	FILE *out = create(dir, "book", ".lua");
	int i;

	fputs("return {\nstops = {\n", out);
	for (i = 0; i < book->nr_stops; i++) {
		const struct stop *stop = book->stops[i];
		char *page = page_of(stop->stage);

		fprintf(out, "[\"%s\"] = { ", stop->tag);
		lua_field(out, "page", page);
		lua_field(out, "title", stop->plain);
		fputs("},\n", out);
		free(page);
	}
	fputs("},\nparts = {\n", out);
	for (i = 0; i < book->nr_parts; i++)
		lua_part(out, book->parts[i]);
	fputs("},\n}\n", out);
	finish_file(out);
}

/* ---- the links, after highlighting ---- */

/*
 * The token is an identifier in every language, so a highlighter keeps it in one
 * piece.
 */
static char *use_token(const struct book *book, const struct chunk *chunk)
{
	int i = 0;

	while (book->chunks[i] != chunk)
		i++;
	return xasprintf("ChunkUse%dx", i);
}

static void html_text(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '&')
			fputs("\\&amp;", out);
		else if (*s == '<')
			fputs("\\&lt;", out);
		else if (*s == '>')
			fputs("\\&gt;", out);
		else if (starts_with(s, "[[") || starts_with(s, "]]"))
			s++;
		else if (*s == '\\' || *s == '|')
			fprintf(out, "\\%c", *s);
		else
			fputc(*s, out);
	}
}

static void write_sed(const struct book *book, const char *dir)
{
	FILE *out = create(dir, "links", ".sed");
	int i;

	fputs("/ChunkUse/!b\n", out);
	for (i = 0; i < book->nr_chunks; i++) {
		const struct chunk *chunk = book->chunks[i];
		char *token = use_token(book, chunk);
		char *href = part_href(chunk->parts[0]);

		fprintf(out, "s|%s|<a class=\"use\" href=\"%s\">\\&#171;",
			token, href);
		html_text(out, chunk->name);
		fputs("\\&#187;</a>|g\n", out);
		free(token);
		free(href);
	}
	finish_file(out);
}

/* ---- Markdown ---- */

/* The longest run of backticks in a string. */
static int backticks(const char *s)
{
	int longest = 0;

	while (*s) {
		int n = strspn(s, "`");

		if (n > longest)
			longest = n;
		s += n ? n : 1;
	}
	return longest;
}

static void put_repeated(FILE *out, char c, int n)
{
	while (n-- > 0)
		fputc(c, out);
}

/* Markdown, with noweb's quoted code as code. */
static void put_prose(FILE *out, const char *s)
{
	while (*s) {
		const char *close = strchr(s, MARK_CLOSE);
		char *quote;
		int n;

		if (*s != MARK_OPEN || !close) {
			fputc(*s++, out);
			continue;
		}
		quote = xstrndup(s + 1, close - s - 1);
		n = backticks(quote) + 1;
		if (!is_blank(quote)) {
			put_repeated(out, '`', n);
			fputs(*quote == '`' ? " " : "", out);
			fputs(quote, out);
			fputs(ends_with(quote, "`") ? " " : "", out);
			put_repeated(out, '`', n);
		}
		free(quote);
		s = close + 1;
	}
}

static void put_prose_line(FILE *out, const struct line *line)
{
	const char *s;

	if (!line->fenced) {
		put_prose(out, line->text);
	} else {
		for (s = line->text; *s; s++)
			if (*s != MARK_OPEN && *s != MARK_CLOSE)
				fputc(*s, out);
	}
	fputc('\n', out);
}

static const char *language_of(const char *file)
{
	static const struct { const char *suffix, *language; } known[] = {
		{ ".c", "c" }, { ".h", "c" }, { ".S", "gnuassembler" },
		{ "Makefile", "makefile" }, { "Kbuild", "makefile" },
		{ ".mk", "makefile" }, { ".patch", "diff" }, { ".sh", "bash" },
		{ ".py", "python" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (ends_with(file, known[i].suffix))
			return known[i].language;
	return "default";
}

static void put_code_line(FILE *out, const struct book *book, const char *s)
{
	while (*s) {
		const char *close;
		char *name, *token;

		if (*s != MARK_OPEN) {
			fputc(*s++, out);
			continue;
		}
		close = strchr(s, MARK_CLOSE);
		name = xstrndup(s + 1, close - s - 1);
		token = use_token(book, book_chunk(book, name));
		fputs(token, out);
		free(token);
		free(name);
		s = close + 1;
	}
	fputc('\n', out);
}

static void put_part(FILE *out, const struct book *book,
		     const struct part *part)
{
	int fence = 3;
	int i, n = part->lines.n;

	while (n && is_blank(part->lines.v[n - 1].text))
		n--;
	for (i = 0; i < n; i++)
		if (backticks(part->lines.v[i].text) >= fence)
			fence = backticks(part->lines.v[i].text) + 1;
	fputc('\n', out);
	put_repeated(out, '`', fence);
	fprintf(out, " {.%s .chunk part=\"%d\"}\n",
		language_of(file_of(part->chunk)), part->id);
	for (i = 0; i < n; i++)
		put_code_line(out, book, part->lines.v[i].text);
	put_repeated(out, '`', fence);
	fputs("\n\n", out);
}

/* weave.lua makes the tag at its front the heading's id. */
static void put_stop_heading(FILE *out, const struct stop *stop)
{
	fprintf(out, "\n## %s ", stop->tag);
	put_prose(out, stop->title);
	fputs("\n\n", out);
}

static bool has_stops(const struct book *book, int stage)
{
	int i;

	for (i = 0; i < book->nr_stops; i++)
		if (book->stops[i]->stage == stage)
			return true;
	return false;
}

/* The nearest stage with something in it, in the direction of step. */
static int neighbour(const struct book *book, int stage, int step)
{
	for (stage += step; stage >= 0 && stage < nr_stages; stage += step)
		if (has_stops(book, stage))
			return stage;
	return -1;
}

static void put_metadata(FILE *out, const struct book *book, int stage)
{
	static const char * const keys[] = { "previous", "next" };
	int i;

	fprintf(out, "---\npagetitle: \"%s · lguest\"\nstage: \"%s\"\n",
		stages[stage].name, stages[stage].name);
	for (i = 0; i < 2; i++) {
		int other = neighbour(book, stage, i ? 1 : -1);
		char *page;

		if (other < 0)
			continue;
		page = page_of(other);
		fprintf(out, "%s: {page: \"%s\", name: \"%s\"}\n", keys[i],
			page, stages[other].name);
		free(page);
	}
	fputs("---\n\n", out);
}

/* The stops of a stage as a list of links. */
static void put_stop_list(FILE *out, const struct book *book, int stage)
{
	int i;

	for (i = 0; i < book->nr_stops; i++) {
		const struct stop *stop = book->stops[i];

		if (stop->stage != stage)
			continue;
		fprintf(out, "* [[%s]{.tag} ", stop->tag);
		put_prose(out, stop->title);
		fprintf(out, "%s](#%s)\n",
			ends_with(stop->title, "\\") ? "\\" : "", stop->tag);
	}
	fputc('\n', out);
}

static void write_stage(const struct book *book, const char *dir, int stage)
{
	char *page = page_of(stage);
	FILE *out = create(dir, page, ".md");
	int i;

	put_metadata(out, book, stage);
	fputs("::: {.outline}\n", out);
	put_stop_list(out, book, stage);
	fputs(":::\n\n", out);
	for (i = 0; i < book->nr_items; i++) {
		const struct item *item = &book->items[i];

		if (item->stage != stage)
			continue;
		switch (item->type) {
		case ITEM_FILE:
			fputc('\n', out);
			break;
		case ITEM_TEXT:
			put_prose_line(out, &item->line);
			break;
		case ITEM_STOP:
			put_stop_heading(out, item->stop);
			break;
		case ITEM_PART:
			put_part(out, book, item->part);
			break;
		}
	}
	finish_file(out);
	free(page);
}

static void write_index(const struct book *book, const char *dir)
{
	FILE *out = create(dir, "index", ".md");
	int i, first = neighbour(book, -1, 1);

	fputs("---\npagetitle: \"lguest\"\n", out);
	if (first >= 0) {
		char *page = page_of(first);

		fprintf(out, "next: {page: \"%s\", name: \"%s\"}\n", page,
			stages[first].name);
		free(page);
	}
	fputs("---\n\n# lguest\n\n"
	      "A Linux kernel as a process of the same Linux kernel, told as a "
	      "journey in seven stages. The program is made from these pages.\n\n",
	      out);
	for (i = 0; i < nr_stages; i++) {
		char *page = page_of(i);

		if (has_stops(book, i)) {
			fprintf(out, "## [%s](%s.html)\n\n", stages[i].name,
				page);
			put_stop_list(out, book, i);
		}
		free(page);
	}
	finish_file(out);
}

int book_weave(const struct book *book, const char *dir)
{
	FILE *pages = create(dir, "pages", "");
	int i;

	write_lua(book, dir);
	write_sed(book, dir);
	write_index(book, dir);
	fputs("index\n", pages);
	for (i = 0; i < nr_stages; i++) {
		char *page;

		if (!has_stops(book, i))
			continue;
		page = page_of(i);
		write_stage(book, dir, i);
		fprintf(pages, "%s\n", page);
		free(page);
	}
	finish_file(pages);
	return 0;
}
