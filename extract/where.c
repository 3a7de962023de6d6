// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a line or a name back to the stop that tells of it: a line of a chapter, of
 * a tangled file, or of a file of Linux that we edit; a name in the code; and, in
 * a filter, whatever of these stands in an oops or a backtrace.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* Where something is told. */
struct spot {
	const struct stop *stop;
	int line;		/* of the chapter */
};

static void read_lines(const char *path, char ***lines, int *n)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!in)
		return;
	while ((len = getline(&line, &size, in)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		*grow(*lines, *n) = xstrdup(line);
	}
	free(line);
	fclose(in);
}

/* ---- lines ---- */

/*
 * A path as it is called in the project's root.  Debugging information has it
 * relative to where the kernel is compiled (and the chapters, which #line names,
 * where they never were), and the folders of src/ are in the kernel's tree by links.
 */
static char *clean_path(const char *path)
{
	static const char * const bases[] = { "", "build/kernel/", "build/linux/" };
	const char *chapter = strstr(path, "/chapters/");
	char root[PATH_MAX], real[PATH_MAX];
	size_t i, n;

	if (chapter)
		return xstrdup(chapter + 1);
	if (!realpath(".", root))
		return xstrdup(path);
	n = strlen(root);
	for (i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		char *full = *path == '/' && *bases[i] ? NULL :
			xasprintf("%s%s", bases[i], path);
		bool found = full && realpath(full, real);

		free(full);
		if (found && strncmp(real, root, n) == 0 && real[n] == '/')
			return xstrdup(real + n + 1);
	}
	return xstrdup(starts_with(path, "./") ? path + 2 : path);
}

static bool chapter_spot(const struct web *web, const char *path, int line,
			 struct spot *spot)
{
	const struct book *book = web->book;
	int i;

	for (i = 0; i < book->nr_stops; i++) {
		const struct stop *stop = book->stops[i];

		if (strcmp(stop->file, path) == 0 && stop->line <= line) {
			spot->stop = stop;
			spot->line = line;
		}
	}
	return spot->stop != NULL;
}

static const struct tangled *tangled_file(const struct web *web, const char *path)
{
	int i;

	if (starts_with(path, "src/"))
		path += 4;
	for (i = 0; i < web->nr_files; i++)
		if (strcmp(web->files[i].root, path) == 0)
			return &web->files[i];
	return NULL;
}

/* A comment that opens a stop counts as its heading, a blank line as what follows. */
static void tangled_spot(const struct tangled *t, int line, struct spot *spot)
{
	const struct origin *o = &t->from[line - 1];

	spot->stop = o->stop;
	while (!o->line && !o->opens && o < &t->from[t->n - 1] &&
	       o[1].stop == o->stop)
		o++;
	spot->line = o->line ? o->line : o->stop->line;
}

/*
 * A hunk of a patch that was applied: its lines are in the file all together, and
 * where they are the patch need not know.
 */
static bool hunk_spot(const struct tangled *t, int from, int to, char **lines,
		      int n, int line, struct spot *spot)
{
	int rows[256];
	int nr = 0, at, i;

	for (i = from; i < to; i++)
		if ((t->lines[i][0] == '+' || t->lines[i][0] == ' ') && nr < 256)
			rows[nr++] = i;
	for (at = line - nr < 0 ? 0 : line - nr; nr && at < line && at + nr <= n; at++) {
		for (i = 0; i < nr; i++)
			if (strcmp(lines[at + i], t->lines[rows[i]] + 1) != 0)
				break;
		if (i == nr) {
			tangled_spot(t, rows[line - 1 - at] + 1, spot);
			return true;
		}
	}
	return false;
}

static bool patched_spot(const struct web *web, const char *path, int line,
			 struct spot *spot)
{
	char **lines = NULL;
	int i, k, n = 0;

	read_lines(path, &lines, &n);
	path += strlen("build/linux/");
	for (i = 0; i < web->nr_files; i++) {
		const struct tangled *t = &web->files[i];
		bool ours = false;
		int hunk = -1;

		if (!ends_with(t->root, ".patch"))
			continue;
		for (k = 0; k <= t->n; k++) {
			const char *s = k < t->n ? t->lines[k] : "@@";

			if (!starts_with(s, "@@") && !starts_with(s, "--- ") &&
			    !starts_with(s, "+++ "))
				continue;
			if (ours && hunk >= 0 &&
			    hunk_spot(t, hunk + 1, k, lines, n, line, spot))
				return true;
			hunk = starts_with(s, "@@") ? k : -1;
			if (starts_with(s, "+++ b/"))
				ours = strcmp(s + 6, path) == 0;
		}
	}
	return false;
}

/* Finds a line; if it cannot, says why in *why, if anybody wants to know. */
static bool find_line(const struct web *web, const char *path, int line,
		      struct spot *spot, char **why)
{
	char *clean = clean_path(path);
	const struct tangled *t = tangled_file(web, clean);
	bool found = false;
	char *s = NULL;

	memset(spot, 0, sizeof(*spot));
	if (t && line >= 1 && line <= t->n) {
		tangled_spot(t, line, spot);
		found = true;
	} else if (t) {
		s = xasprintf("%s has no line %d, but %d lines", clean, line, t->n);
	} else if (ends_with(clean, ".nw")) {
		found = chapter_spot(web, clean, line, spot);
		s = xasprintf("no stop is at line %d of %s", line, clean);
	} else if (starts_with(clean, "build/linux/")) {
		found = patched_spot(web, clean, line, spot);
		s = xasprintf("line %d of %s is Linux's own", line, clean);
	} else {
		s = xasprintf("%s is no file of the book", path);
	}
	if (why)
		*why = s;
	free(clean);
	return found;
}

/* ---- answers ---- */

static void answer(const struct web *web, const struct spot *spot)
{
	const struct stop *stop = spot->stop;

	printf("%s %s\n", stop->tag, stop->plain);
	printf("    %s:%d\n", stop->file, spot->line);
	if (stop->stage >= 0)
		printf("    make %s STOP=%s\n", stages[stop->stage].name, stop->tag);
	printf("    Documentation/tour/%s.html#%s\n",
	       page_of_stop(web, stop)->slug, stop->tag);
}

static int where_line(const struct web *web, const char *what)
{
	const char *colon = strrchr(what, ':');
	char *path, *why, *end;
	struct spot spot;
	long line;

	line = colon ? strtol(colon + 1, &end, 10) : 0;
	if (!colon || colon == what || line < 1 || line > INT_MAX || *end)
		die("where: %s is no line: LINE=src/guest/boot.c:120 is one", what);
	path = xstrndup(what, colon - what);
	if (!find_line(web, path, line, &spot, &why))
		die("where: %s", why);
	answer(web, &spot);
	free(path);
	return 0;
}

/* As people say it: "struct pair", "f()", and a hypercall without its LHCALL_. */
static const struct symbol *asked_for(const struct web *web, const char *asked,
				      char **name, int *n)
{
	static const char * const before[] = { "struct ", "union ", "enum " };
	const struct symbol *s;
	size_t i;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (starts_with(asked, before[i]))
			asked += strlen(before[i]);
	*name = xstrndup(asked, strlen(asked) - (ends_with(asked, "()") ? 2 : 0));
	s = first_symbol(web, *name, strlen(*name), n);
	if (!*n) {
		*name = xasprintf("LHCALL_%s", *name);
		s = first_symbol(web, *name, strlen(*name), n);
	}
	return s;
}

static int where_symbol(const struct web *web, const char *asked)
{
	char *name;
	int i, n = 0;
	const struct symbol *s = asked_for(web, asked, &name, &n);

	if (!n)
		die("where: nothing in the book is called %s", asked);
	for (i = 0; i < n; i++, s++) {
		const struct tangled *t = &web->files[s->file];
		struct spot spot;

		tangled_spot(t, s->line, &spot);
		printf("%s%s: %s", i ? "\n" : "", name, kind_name(s->kind));
		if (s->kind == 'm' && s->scope)
			printf(" of %s", s->scope);
		printf(", src/%s:%d\n", t->root, s->line);
		answer(web, &spot);
	}
	return 0;
}

/* ---- the filter ---- */

/* What addr2line said: "EIP: f+0x1/0x20", a tab, "file:line", a tab, ... */
struct known {
	char **lines;
	int n;
};

#define MAX_STOPS 8

struct found {
	const struct stop *stops[MAX_STOPS];
	int n;
};

static void add_stop(struct found *f, const struct stop *stop)
{
	int i;

	for (i = 0; i < f->n; i++)
		if (f->stops[i] == stop)
			return;
	if (stop && f->n < MAX_STOPS)
		f->stops[f->n++] = stop;
}

static bool is_path(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_./+-", c));
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

static void add_place(const struct web *web, const char *path, size_t n,
		      const char *line, struct found *f)
{
	char *copy = xstrndup(path, n);
	struct spot spot;

	if (find_line(web, copy, atoi(line), &spot, NULL))
		add_stop(f, spot.stop);
	free(copy);
}

/* gdb's own words: "file chapters/a.nw, line 9", and 'Line 9 of "chapters/a.nw"'. */
static void find_words(const struct web *web, const char *s, struct found *f)
{
	const char *comma = strstr(s, ", line ");
	const char *of = starts_with(s, "Line ") ? strstr(s, " of \"") : NULL;
	const char *start = comma;

	while (comma && start > s && is_path(start[-1]))
		start--;
	if (comma)
		add_place(web, start, comma - start, comma + 7, f);
	if (of)
		add_place(web, of + 5, strcspn(of + 5, "\""), s + 5, f);
}

/* All "path:line" in s. */
static void find_places(const struct web *web, const char *s, struct found *f)
{
	const char *colon;

	for (colon = strchr(s, ':'); colon; colon = strchr(colon + 1, ':')) {
		const char *start = colon;

		while (start > s && is_path(start[-1]))
			start--;
		if (start == colon || !isdigit((unsigned char)colon[1]) ||
		    !memchr(start, '.', colon - start))
			continue;
		add_place(web, start, colon - start, colon + 1, f);
	}
}

/* A function or a label; gcc's copies of one are called "name.part.0". */
static void find_name(const struct web *web, const char *s, size_t n,
		      struct found *f)
{
	const struct symbol *symbol;
	int count = 0;

	if (n > 6 && starts_with(s, "__pfx_")) {
		s += 6;
		n -= 6;
	}
	symbol = first_symbol(web, s, strcspn(s, ".+ (/") < n ?
			      strcspn(s, ".+ (/") : n, &count);
	for (; count--; symbol++) {
		struct spot spot;

		if (symbol->kind != 'f' && symbol->kind != 'a')
			continue;
		tangled_spot(&web->files[symbol->file], symbol->line, &spot);
		add_stop(f, spot.stop);
	}
}

/* The kernel's "name+0x12/0x40": by its address if there is one, else by name. */
static void find_offsets(const struct web *web, const struct known *known,
			 const char *s, struct found *f)
{
	const char *plus;

	for (plus = strstr(s, "+0x"); plus; plus = strstr(plus + 1, "+0x")) {
		const char *start = plus, *end = plus + 3;
		bool found = false;
		char *key;
		int i;
		size_t n;

		while (start > s && is_word(start[-1]))
			start--;
		while (isxdigit((unsigned char)*end) || *end == '/' || *end == 'x')
			end++;
		if (start == plus || !memchr(plus, '/', end - plus))
			continue;
		key = xasprintf("%s%.*s\t", start - s >= 5 &&
				starts_with(start - 5, "EIP: ") ? "EIP: " : "",
				(int)(end - start), start);
		n = strlen(key);
		for (i = 0; i < known->n; i++) {
			if (strncmp(known->lines[i], key, n) != 0)
				continue;
			find_places(web, known->lines[i] + n, f);
			found = true;
		}
		if (!found)
			find_name(web, start, plus - start, f);
		free(key);
	}
}

/* gdb's "#3  0xc0101234 in name (arguments)". */
static void find_frame(const struct web *web, const char *s, struct found *f)
{
	const char *paren = strstr(s, " (");
	const char *start = paren;

	if (*s != '#' || !isdigit((unsigned char)s[1]) || !paren)
		return;
	while (start > s && is_word(start[-1]))
		start--;
	find_name(web, start, paren - start, f);
}

static int where_filter(const struct web *web, const char *input,
			const char *addresses)
{
	struct known known = { 0 };
	char **lines = NULL;
	int i, k, n = 0;

	read_lines(input, &lines, &n);
	read_lines(addresses, &known.lines, &known.n);
	for (i = 0; i < n; i++) {
		struct found f = { .n = 0 };
		size_t len = strlen(lines[i]);
		bool cr = len && lines[i][len - 1] == '\r';

		find_places(web, lines[i], &f);
		find_words(web, lines[i], &f);
		if (!f.n)
			find_offsets(web, &known, lines[i], &f);
		if (!f.n)
			find_frame(web, lines[i], &f);
		printf("%.*s", (int)len - cr, lines[i]);
		for (k = 0; k < f.n; k++)
			printf("%s%s %s%s", k ? "; " : "  [", f.stops[k]->tag,
			       f.stops[k]->plain, k == f.n - 1 ? "]" : "");
		printf("%s\n", cr ? "\r" : "");
	}
	return 0;
}

/* how: "line", "symbol", or "filter", with the addresses found in the file what. */
int book_where(const struct book *book, const char *tangled, const char *tags,
	       const char *how, const char *what, const char *addresses)
{
	struct web web = { .book = book };

	find_pages(&web);
	read_tangled(&web, tangled);
	read_symbols(&web, tags);
	if (strcmp(how, "line") == 0)
		return where_line(&web, what);
	if (strcmp(how, "symbol") == 0)
		return where_symbol(&web, what);
	return where_filter(&web, what, addresses);
}
