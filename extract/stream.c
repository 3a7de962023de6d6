// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the stream that noweb's `markup' makes of the chapters.  Its lines say
 * what they carry: @file, @begin and @end, @defn and @use, @text, @nl, @quote.
 * A newline of the chapter is an @nl, or an @index nl after "@ %def", so
 * counting these gives the line number.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book.h"

const struct stage stages[] = {
	{ "1-preparation",	"Preparation",	'P',
	  "The landscape: rings, page tables, traps. It needs no code." },
	{ "2-guest",		"Guest",	'G',
	  "How a kernel lives as a Guest." },
	{ "3-drivers",		"Drivers",	'D',
	  "Console, disk and network, as the Guest sees them." },
	{ "4-launcher",		"Launcher",	'L',
	  "How a Guest is made, and who serves it." },
	{ "5-host",		"Host",		'H',
	  "The long road through the module behind /dev/lguest." },
	{ "6-switcher",		"Switcher",	'S',
	  "Between the worlds, in a page or two of assembler." },
	{ "7-mastery",		"Mastery",	'M',
	  "What is left, and why, with measurements." },
};
const int nr_stages = sizeof(stages) / sizeof(stages[0]);

/* The folders of src/: a chunk whose name begins with one of them is a file. */
static const char * const folders[] = {
	"include/", "guest/", "drivers/", "host/", "switcher/", "launcher/",
	"linux/",
};

/* Where the reading stands. */
struct reader {
	struct book *book;
	const char *file;
	int line;
	int stage;
	struct stop *stop;
	struct part *part;	/* inside a code chunk */
	bool defined;		/* the chunk's own "<<name>>=" line is over */
	bool in_quote;
	struct buf text;	/* the line so far */
	bool has_cr;		/* a carriage return was refused in this file */
	char fence;		/* '`' or '~' inside a fenced block */
	int fence_len;
};

void complain(struct book *book, const char *file, int line,
	      const char *fmt, ...)
{
	struct complaint *c = grow(book->complaints, book->nr_complaints);
	char *what;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&what, fmt, ap) < 0)
		die("out of memory");
	va_end(ap);
	while (c->order < book->nr_files && book->files[c->order] != file)
		c->order++;
	c->line = line;
	c->text = xasprintf("%s:%d: %s", file, line, what);
	free(what);
}

struct chunk *book_chunk(const struct book *book, const char *name)
{
	int i;

	for (i = 0; i < book->nr_chunks; i++)
		if (strcmp(book->chunks[i]->name, name) == 0)
			return book->chunks[i];
	return NULL;
}

struct stop *book_stop(const struct book *book, const char *tag)
{
	int i;

	for (i = 0; i < book->nr_stops; i++)
		if (strcmp(book->stops[i]->tag, tag) == 0)
			return book->stops[i];
	return NULL;
}

/* A root: a clean path below src/, such as "guest/boot.c". */
static bool is_root(const char *name)
{
	const char *p = name;
	size_t i;

	while (*p) {
		if (!isalnum((unsigned char)*p) && *p != '_')
			return false;
		p += strspn(p, "abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-");
		if (*p == '\0')
			break;
		if (*p++ != '/')
			return false;
	}
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (starts_with(name, folders[i]) && p[-1] != '/')
			return true;
	return false;
}

static struct chunk *get_chunk(struct book *book, const char *name)
{
	struct chunk *chunk = book_chunk(book, name);

	if (!chunk) {
		chunk = xrealloc(NULL, sizeof(*chunk));
		memset(chunk, 0, sizeof(*chunk));
		chunk->name = xstrdup(name);
		chunk->root = is_root(name);
		*grow(book->chunks, book->nr_chunks) = chunk;
	}
	return chunk;
}

static int stage_of(const char *path)
{
	int i;

	for (i = 0; i < nr_stages; i++) {
		char *dir = xasprintf("/%s/", stages[i].folder);
		bool found = strstr(path, dir) != NULL;

		free(dir);
		if (found)
			return i;
	}
	return -1;
}

/* A title without its Markdown: for comments, menus and terminals. */
static char *plain_text(const char *s)
{
	struct buf b = { 0 };

	buf_reset(&b);
	for (; *s; s++) {
		if (*s == MARK_OPEN || *s == MARK_CLOSE || *s == '`')
			continue;
		if (s[0] == '*' && s[1] == '*') {
			s++;
			continue;
		}
		buf_addc(&b, *s);
	}
	return b.s;
}

static void new_stop(struct reader *r, const char *text)
{
	struct book *book = r->book;
	struct stop *stop = xrealloc(NULL, sizeof(*stop));
	struct item *item;
	size_t len;

	memset(stop, 0, sizeof(*stop));
	memcpy(stop->tag, text, 5);
	text += 5;
	text += strspn(text, " \t");
	len = strlen(text);
	while (len && strchr(" \t#", text[len - 1]))
		len--;
	stop->title = xstrndup(text, len);
	stop->plain = plain_text(stop->title);
	stop->file = r->file;
	stop->line = r->line;
	stop->stage = r->stage;
	*grow(book->stops, book->nr_stops) = stop;
	r->stop = stop;

	item = grow(book->items, book->nr_items);
	item->type = ITEM_STOP;
	item->file = r->file;
	item->stage = r->stage;
	item->stop = stop;
}

static bool is_tag(const char *s)
{
	return isupper((unsigned char)s[0]) && s[1] == ':' &&
	       isdigit((unsigned char)s[2]) && isdigit((unsigned char)s[3]) &&
	       isdigit((unsigned char)s[4]);
}

/* Does a heading look as if somebody meant a tag? */
static bool almost_tag(const char *s)
{
	return isalpha((unsigned char)s[0]) && s[1] == ':' &&
	       isdigit((unsigned char)s[2]);
}

/* Handles a heading; returns true if it was the heading of a stop. */
static bool heading(struct reader *r, const char *text)
{
	int level = strspn(text, "#");
	const char *title = text + level + strspn(text + level, " \t");

	if (level == 1)
		r->stop = NULL;
	if (level == 2 && is_tag(title) &&
	    (title[5] == ' ' || title[5] == '\t') && !is_blank(title + 5)) {
		new_stop(r, title);
		return true;
	}
	if (level == 2 || almost_tag(title)) {
		complain(r->book, r->file, r->line, "malformed tag: "
			 "a stop is headed \"## G:033 Title\"");
		if (level == 2)
			r->stop = NULL;
	}
	return false;
}

/* Opens or closes a fenced code block; returns true if the line is a fence. */
static bool fence(struct reader *r, const char *text)
{
	int indent = strspn(text, " ");
	int len = 0;
	char c;

	text += indent;
	c = *text;
	if (indent > 3 || (c != '`' && c != '~'))
		return false;
	while (text[len] == c)
		len++;
	if (r->fence) {
		if (c != r->fence || len < r->fence_len || !is_blank(text + len))
			return false;
		r->fence = 0;
		return true;
	}
	if (len < 3 || (c == '`' && strchr(text + len, '`')))
		return false;
	r->fence = c;
	r->fence_len = len;
	return true;
}

static int count_words(const char *s)
{
	int n = 0;

	while (*s) {
		size_t i, len;
		bool word = false;

		s += strspn(s, " \t");
		len = strcspn(s, " \t");
		for (i = 0; i < len; i++)
			if (isalnum((unsigned char)s[i]) || (s[i] & 0x80))
				word = true;
		n += word;
		s += len;
	}
	return n;
}

static void refuse_other_text(struct reader *r, const char *text)
{
	if (!is_utf8(text))
		complain(r->book, r->file, r->line, "this line is not UTF-8");
}

/* Who cannot see a figure reads what stands in a text file beside it. */
static void figure_text(struct reader *r, const char *figure)
{
	const char *dot = strrchr(figure, '.');
	char *path = xasprintf("%.*s.txt", (int)(dot - figure), figure);

	if (access(path, R_OK) != 0) {
		complain(r->book, r->file, r->line,
			 "figure without a text alternative: there is no %s", path);
	} else {
		char *text = read_whole(path);

		if (!text[strspn(text, " \t\n")])
			complain(r->book, r->file, r->line, "figure without a text "
				 "alternative: %s says nothing", path);
		if (!is_utf8(text))
			complain(r->book, r->file, r->line, "%s is not UTF-8", path);
		free(text);
	}
	free(path);
}

/* A link: to a stop, or to a figure. */
static void reference(struct reader *r, char *target)
{
	const char *figure = strstr(target, "figures/");
	char *path;

	if (*target == '#') {
		struct reference *ref = grow(r->book->refs, r->book->nr_refs);

		ref->target = xstrdup(target + 1);
		ref->file = r->file;
		ref->line = r->line;
	} else if (figure && !strstr(target, "://")) {
		path = xasprintf("chapters/%s", figure);
		if (access(path, R_OK) != 0)
			complain(r->book, r->file, r->line,
				 "missing figure: there is no %s", path);
		else if (strchr(path, '.'))
			figure_text(r, path);
		free(path);
	}
}

static void references(struct reader *r, const char *text)
{
	const char *p = text;

	while ((p = strstr(p, "]("))) {
		char *target;

		if (p - text >= 2 && p[-1] == '[' && p[-2] == '!')
			complain(r->book, r->file, r->line, "figure without a text "
				 "alternative: write ![What it shows](...)");
		p += 2;
		target = xstrndup(p, strcspn(p, ") \t"));
		reference(r, target);
		free(target);
	}
}

/* The references of a text that is no chapter. */
void read_references(struct book *book, const char *path)
{
	struct reader r = { .book = book, .file = xstrdup(path) };
	int i, n;
	char **lines = lines_of(path, &n);

	for (i = 0; i < n; i++) {
		r.line = i + 1;
		refuse_other_text(&r, lines[i]);
		references(&r, lines[i]);
	}
}

static void prose_line(struct reader *r, const char *text)
{
	bool was_fenced = r->fence != 0;
	bool is_fence = fence(r, text);
	bool fenced = was_fenced || is_fence;
	struct item *item;

	if (!fenced) {
		references(r, text);
		if (text[0] == '#' &&
		    strchr(" \t", text[strspn(text, "#")])) {
			if (heading(r, text))
				return;
		} else if (r->stop) {
			r->stop->nr_words += count_words(text);
		}
	}
	item = grow(r->book->items, r->book->nr_items);
	item->type = ITEM_TEXT;
	item->file = r->file;
	item->stage = r->stage;
	item->stop = r->stop;
	item->line.text = xstrdup(text);
	item->line.no = r->line;
	item->line.fenced = fenced;
}

static void end_line(struct reader *r)
{
	if (r->part && !r->defined) {
		r->defined = true;	/* the "<<name>>=" line itself */
	} else if (r->part) {
		struct line *line = grow(r->part->lines.v, r->part->lines.n);

		line->text = xstrdup(r->text.s);
		line->no = r->line;
	} else {
		if (r->in_quote)
			buf_addc(&r->text, MARK_CLOSE);
		prose_line(r, r->text.s);
	}
	buf_reset(&r->text);
	if (r->in_quote)
		buf_addc(&r->text, MARK_OPEN);
	r->line++;
}

static void add_text(struct reader *r, const char *text)
{
	const char *p;

	refuse_other_text(r, text);
	for (p = text; *p; p++) {
		unsigned char c = *p;

		if (c == '\r' && !r->has_cr) {
			complain(r->book, r->file, r->line, "carriage return: "
				 "lines end in a newline alone");
			r->has_cr = true;
		}
		if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f) {
			complain(r->book, r->file, r->line,
				 "control character 0x%02x", c);
			break;
		}
	}
	buf_add(&r->text, text);
}

static void begin_part(struct reader *r, const char *name)
{
	struct book *book = r->book;
	struct part *part = xrealloc(NULL, sizeof(*part));
	struct item *item;

	memset(part, 0, sizeof(*part));
	part->chunk = get_chunk(book, name);
	part->stop = r->stop;
	part->file = r->file;
	part->line = r->line;
	part->stage = r->stage;
	part->id = book->nr_parts;
	part->nth = part->chunk->nr_parts;
	*grow(part->chunk->parts, part->chunk->nr_parts) = part;
	*grow(book->parts, book->nr_parts) = part;

	item = grow(book->items, book->nr_items);
	item->type = ITEM_PART;
	item->file = r->file;
	item->stage = r->stage;
	item->stop = r->stop;
	item->part = part;

	r->part = part;
	r->defined = false;
	if (r->fence) {
		complain(book, r->file, r->line,
			 "code inside a fenced block that was not closed");
		r->fence = 0;
	}
}

static void end_part(struct reader *r)
{
	if (r->part->stop) {
		r->part->stop->nr_parts++;
		r->part->stop->nr_code += r->part->lines.n;
	}
	r->part = NULL;
}

static void use(struct reader *r, const char *name)
{
	struct chunk *chunk;

	if (!r->part) {			/* a chunk's name in [[quoted code]] */
		buf_add(&r->text, "<<");
		buf_add(&r->text, name);
		buf_add(&r->text, ">>");
		return;
	}
	chunk = get_chunk(r->book, name);
	if (!chunk->use_file) {
		chunk->use_file = r->file;
		chunk->use_line = r->line;
	}
	*grow(chunk->uses, chunk->nr_uses) = r->part;
	buf_addc(&r->text, MARK_OPEN);
	buf_add(&r->text, name);
	buf_addc(&r->text, MARK_CLOSE);
}

static void begin_file(struct reader *r, const char *path)
{
	struct item *item;

	r->file = xstrdup(path);
	r->line = 1;
	r->stage = stage_of(path);
	r->stop = NULL;
	r->part = NULL;
	r->fence = 0;
	r->in_quote = false;
	r->has_cr = false;
	buf_reset(&r->text);
	*grow(r->book->files, r->book->nr_files) = r->file;

	item = grow(r->book->items, r->book->nr_items);
	item->type = ITEM_FILE;
	item->file = r->file;
	item->stage = r->stage;
	if (r->stage < 0)
		complain(r->book, r->file, 1, "not in the folder of a stage");
}

static void stream_line(struct reader *r, const char *s)
{
	const char *arg = strchr(s, ' ');

	arg = arg ? arg + 1 : "";
	if (starts_with(s, "@text ")) {
		add_text(r, arg);
	} else if (strcmp(s, "@nl") == 0) {
		end_line(r);
	} else if (starts_with(s, "@file ")) {
		begin_file(r, arg);
	} else if (starts_with(s, "@defn ")) {
		begin_part(r, arg);
	} else if (starts_with(s, "@use ")) {
		use(r, arg);
	} else if (strcmp(s, "@quote") == 0) {
		r->in_quote = true;
		buf_addc(&r->text, MARK_OPEN);
	} else if (strcmp(s, "@endquote") == 0) {
		r->in_quote = false;
		buf_addc(&r->text, MARK_CLOSE);
	} else if (strcmp(s, "@index nl") == 0) {
		r->line++;
	} else if (starts_with(s, "@end code")) {
		end_part(r);
	} else if (starts_with(s, "@fatal ")) {
		die("%s:%d: noweb cannot read on: %s",
		    r->file ? r->file : "chapters", r->line, arg);
	}
}

void book_read(struct book *book, FILE *in)
{
	struct reader r = { .book = book };
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	buf_reset(&r.text);
	while ((len = getline(&line, &size, in)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		*grow(book->raw, book->nr_raw) = xstrdup(line);
		stream_line(&r, line);
	}
	free(line);
	free(r.text.s);
}
