// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the tangled files, and finds out from the comments and #line directives
 * that finish.c left there which stop and which line of a chapter each line of
 * them is.  Whatever the directives say is believed only if the chapter has the
 * same words there.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

static int file_number(const struct book *book, const char *file)
{
	int i;

	for (i = 0; i < book->nr_files; i++)
		if (strcmp(book->files[i], file) == 0)
			return i;
	return -1;
}

/* All lines of code of a chapter, by their number. */
struct chapter {
	const struct line **lines;
	const struct part **parts;
	int n;
};

static struct chapter *read_chapters(struct web *web)
{
	const struct book *book = web->book;
	struct chapter *chapters = xrealloc(NULL, (book->nr_files + 1) *
					    sizeof(*chapters));
	int i, k;

	memset(chapters, 0, (book->nr_files + 1) * sizeof(*chapters));
	for (i = 0; i < book->nr_parts; i++) {
		const struct part *part = book->parts[i];
		struct chapter *c = &chapters[file_number(book, part->file)];
		int last = part->line + part->lines.n + 1;

		if (last >= c->n) {
			c->lines = xrealloc(c->lines, (last + 1) * sizeof(*c->lines));
			c->parts = xrealloc(c->parts, (last + 1) * sizeof(*c->parts));
			for (; c->n <= last; c->n++) {
				c->lines[c->n] = NULL;
				c->parts[c->n] = NULL;
			}
		}
		for (k = 0; k < part->lines.n; k++) {
			c->lines[part->lines.v[k].no] = &part->lines.v[k];
			c->parts[part->lines.v[k].no] = part;
		}
	}
	return chapters;
}

/*
 * Is a tangled line what the chapter says?  It may be indented, and chunks may
 * have been put into it, but not in front.
 */
static bool same_line(const char *tangled, const char *written)
{
	tangled += strspn(tangled, " \t");
	written += strspn(written, " \t");
	if (*written == MARK_OPEN)
		return false;
	while (*written && *written != MARK_OPEN) {
		if (*tangled++ != *written++)
			return false;
	}
	return *written == MARK_OPEN ? *tangled != '\0' :
		tangled[strspn(tangled, " \t")] == '\0';
}

/* The tag of "/" "*G:010 Title*" "/", "#G:010 Title" or "<!--G:010 Title-->". */
static const struct stop *opening(const struct web *web, const char *s)
{
	char tag[6];

	s += strspn(s, " \t");
	if (starts_with(s, "/*") || starts_with(s, "<!--"))
		s += *s == '/' ? 2 : 4;
	else if (*s++ != '#')
		return NULL;
	if (strlen(s) < 6 || s[1] != ':' || s[5] != ' ')
		return NULL;
	memcpy(tag, s, 5);
	tag[5] = '\0';
	return book_stop(web->book, tag);
}

static bool is_closing(const char *s)
{
	s += strspn(s, " \t");
	return strcmp(s, "/*:*/") == 0 || strcmp(s, "#:") == 0 ||
	       strcmp(s, "<!--:-->") == 0;
}

/* Files whose language has no #line: the next line of the stop with these words. */
static int search_line(const struct web *web, const struct stop *stop,
		       const char *root, const char *text, int after)
{
	int i, k, first = 0;

	for (i = 0; i < web->book->nr_parts; i++) {
		const struct part *part = web->book->parts[i];

		if (part->stop != stop || strcmp(file_of(part->chunk), root))
			continue;
		for (k = 0; k < part->lines.n; k++) {
			const struct line *line = &part->lines.v[k];

			if (!same_line(text, line->text))
				continue;
			if (line->no > after)
				return line->no;
			if (!first)
				first = line->no;
		}
	}
	return first;
}

static void find_origins(struct web *web, struct tangled *t,
			 struct chapter *chapters)
{
	const struct stop *stack[64];
	int depth = 0, chapter = -1, line = 0, last = 0;
	int i;

	for (i = 0; i < t->n; i++) {
		const char *s = t->lines[i];
		struct origin *o = &t->from[i];
		const struct stop *stop = opening(web, s);
		const struct chapter *c;
		int no;

		if (stop && depth < 64) {
			stack[depth++] = stop;
			o->opens = true;
			o->stop = stop;
			line++;
			continue;
		}
		o->stop = depth ? stack[depth - 1] : NULL;
		if (is_closing(s)) {
			depth -= depth > 0;
			o->hidden = true;
			line++;
			continue;
		}
		if (starts_with(s, "#line ") && strchr(s, '"')) {
			char *name = xstrdup(strchr(s, '"') + 1);

			name[strcspn(name, "\"")] = '\0';
			chapter = file_number(web->book, name);
			line = atoi(s + 6);
			free(name);
			o->hidden = true;
			continue;
		}
		c = chapter >= 0 ? &chapters[chapter] : NULL;
		no = line++;
		if (is_blank(s))
			continue;
		if (c && no < c->n && c->lines[no] &&
		    c->parts[no]->stop == o->stop &&
		    same_line(s, c->lines[no]->text))
			o->line = no;
		else if (o->stop)
			o->line = search_line(web, o->stop, t->root, s, last);
		if (o->line)
			last = o->line;
	}
}

static void add_places(struct web *web, int file)
{
	const struct tangled *t = &web->files[file];
	int i;

	for (i = 0; i < t->n; i++) {
		const struct origin *o = &t->from[i];
		struct place *p;
		int c;

		if (!o->line || !o->stop)
			continue;
		c = file_number(web->book, o->stop->file);
		if (o->line >= web->nr_places[c]) {
			int n = o->line + 200;

			web->places[c] = xrealloc(web->places[c], n * sizeof(*p));
			for (; web->nr_places[c] < n; web->nr_places[c]++)
				web->places[c][web->nr_places[c]].file = -1;
		}
		p = &web->places[c][o->line];
		if (p->file < 0) {
			p->file = file;
			p->line = i + 1;
		}
	}
}

struct place place_of(const struct web *web, const char *file, int line)
{
	int c = file_number(web->book, file);
	struct place nowhere = { -1, 0 };

	if (c < 0 || line >= web->nr_places[c])
		return nowhere;
	return web->places[c][line];
}

static void read_file(struct tangled *t, const char *dir)
{
	char *path = xasprintf("%s/%s", dir, t->root);

	t->lines = lines_of(path, &t->n);
	t->from = xrealloc(NULL, (t->n + 1) * sizeof(*t->from));
	memset(t->from, 0, (t->n + 1) * sizeof(*t->from));
	free(path);
}

static int by_root(const void *a, const void *b)
{
	return strcmp(((const struct tangled *)a)->root,
		      ((const struct tangled *)b)->root);
}

void read_tangled(struct web *web, const char *dir)
{
	const struct book *book = web->book;
	struct chapter *chapters = read_chapters(web);
	int i;

	for (i = 0; i < book->nr_chunks; i++) {
		struct tangled *t;

		if (!book->chunks[i]->root || !book->chunks[i]->nr_parts)
			continue;
		t = grow(web->files, web->nr_files);
		t->root = book->chunks[i]->name;
		t->slug = xasprintf("src-%s", t->root);
		for (char *p = t->slug; *p; p++)
			if (*p == '/')
				*p = '-';
	}
	if (web->nr_files)
		qsort(web->files, web->nr_files, sizeof(*web->files), by_root);
	web->places = xrealloc(NULL, (book->nr_files + 1) * sizeof(*web->places));
	web->nr_places = xrealloc(NULL, (book->nr_files + 1) * sizeof(int));
	memset(web->places, 0, (book->nr_files + 1) * sizeof(*web->places));
	memset(web->nr_places, 0, (book->nr_files + 1) * sizeof(int));
	for (i = 0; i < web->nr_files; i++) {
		struct tangled *t = &web->files[i];
		const struct chunk *chunk = book_chunk(book, t->root);

		read_file(t, dir);
		find_origins(web, t, chapters);
		/* A language without comments: the file's first stop. */
		for (int k = 0; k < t->n; k++)
			if (!t->from[k].stop)
				t->from[k].stop = chunk->parts[0]->stop;
		add_places(web, i);
	}
	free(chapters);
}
