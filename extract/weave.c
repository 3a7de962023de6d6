// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of pages, stops and chunks on the web, which stay; and the book as
 * Markdown for pandoc, one file a chapter.  Chunks are fenced blocks there, with
 * their number in the chapter, for whoever puts them into the page (pages.c).
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

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

/* ---- names that stay: a stop's is its tag, a chunk's comes from its name ---- */

char *slug(const char *name)
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
char *part_id(const struct part *part)
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

/* The file in which a chunk ends up: its own, or that of its first user. */
const char *file_of(const struct chunk *chunk)
{
	while (!chunk->root)
		chunk = chunk->uses[0]->chunk;
	return chunk->name;
}

/* Licence lines and includes: shown folded. */
bool is_boilerplate(const struct part *part)
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
void put_prose(FILE *out, const char *s)
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

void put_prose_line(FILE *out, const struct line *line)
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

static void put_code_line(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (*s == MARK_OPEN)
			fputs("<<", out);
		else if (*s == MARK_CLOSE)
			fputs(">>", out);
		else
			fputc(*s, out);
	}
	fputc('\n', out);
}

static void put_fenced(FILE *out, const struct part *part, int number)
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
		language_of(file_of(part->chunk)), number);
	for (i = 0; i < n; i++)
		put_code_line(out, part->lines.v[i].text);
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

/* ---- a page for each chapter ---- */

/* "guest" for the stage Guest. */
char *stage_slug(int stage)
{
	char *s = xstrdup(stages[stage].name);

	*s = tolower((unsigned char)*s);
	return s;
}

/* "guest-entry" for chapters/2-guest/10-entry.nw: numbers may change. */
static char *chapter_slug(const char *file, int stage)
{
	const char *name = strrchr(file, '/');
	char *folder = stage_slug(stage);
	char *topic, *s;

	name = name ? name + 1 : file;
	name += strspn(name, "0123456789-");
	topic = xstrndup(name, strcspn(name, "."));
	s = slug(topic);
	free(topic);
	topic = xasprintf("%s-%s", folder, s);
	free(folder);
	free(s);
	return topic;
}

static char *plain_title(const char *s)
{
	struct buf b = { 0 };

	buf_reset(&b);
	for (; *s; s++) {
		if (*s == '\'' && b.len && isalnum((unsigned char)b.s[b.len - 1]))
			buf_add(&b, "\u2019");
		else if (*s != MARK_OPEN && *s != MARK_CLOSE && *s != '`' &&
			 *s != '*')
			buf_addc(&b, *s);
	}
	return b.s;
}

/* The heading of a chapter; one that has none is called as its stage. */
static const char *chapter_heading(const struct book *book, const char *file,
				   int stage)
{
	int i;

	for (i = 0; i < book->nr_items; i++) {
		const struct item *item = &book->items[i];

		if (item->file == file && item->type == ITEM_TEXT &&
		    !item->line.fenced && starts_with(item->line.text, "# "))
			return item->line.text + 2;
	}
	return stages[stage].name;
}

static bool has_text(const struct book *book, const char *file)
{
	int i;

	for (i = 0; i < book->nr_items; i++)
		if (book->items[i].file == file &&
		    book->items[i].type != ITEM_FILE &&
		    !(book->items[i].type == ITEM_TEXT &&
		      is_blank(book->items[i].line.text)))
			return true;
	return false;
}

void find_pages(struct web *web)
{
	const struct book *book = web->book;
	int i, k;

	for (i = 0; i < book->nr_files; i++) {
		const char *file = book->files[i];
		struct page *page;
		int same = 1;
		int stage = -1;

		for (k = 0; k < book->nr_items && stage < 0; k++)
			if (book->items[k].file == file)
				stage = book->items[k].stage;
		if (stage < 0 || !has_text(book, file))
			continue;
		page = grow(web->pages, web->nr_pages);
		page->file = file;
		page->stage = stage;
		page->slug = chapter_slug(file, stage);
		page->title = plain_title(chapter_heading(book, file, stage));
		for (k = 0; k < web->nr_pages - 1; k++)
			if (starts_with(web->pages[k].slug, page->slug))
				same += strcmp(chapter_slug(web->pages[k].file, stage),
					       page->slug) == 0;
		if (same > 1)
			page->slug = xasprintf("%s-%d", page->slug, same);
	}
}

const struct page *page_of_file(const struct web *web, const char *file)
{
	int i;

	for (i = 0; i < web->nr_pages; i++)
		if (web->pages[i].file == file)
			return &web->pages[i];
	die("%s: has no page", file);
}

const struct page *page_of_stop(const struct web *web, const struct stop *stop)
{
	return page_of_file(web, stop->file);
}

static void write_chapter(const struct book *book, const char *dir,
			  const struct page *page)
{
	FILE *out = create(dir, page->slug, ".md");
	int i, number = 0;

	for (i = 0; i < book->nr_items; i++) {
		const struct item *item = &book->items[i];

		if (item->file != page->file)
			continue;
		switch (item->type) {
		case ITEM_FILE:
			break;
		case ITEM_TEXT:
			put_prose_line(out, &item->line);
			break;
		case ITEM_STOP:
			put_stop_heading(out, item->stop);
			break;
		case ITEM_PART:
			put_fenced(out, item->part, number++);
			break;
		}
	}
	finish_file(out);
}

/* Writes DIR/PAGE.md for each chapter. */
int book_weave(const struct book *book, const char *dir)
{
	struct web web = { .book = book };
	int i;

	find_pages(&web);
	for (i = 0; i < web.nr_pages; i++)
		write_chapter(book, dir, &web.pages[i]);
	return 0;
}

void put_file(const char *dir, const char *name, const struct buf *b)
{
	FILE *out = create(dir, name, "");

	fwrite(b->s, 1, b->len, out);
	finish_file(out);
}
