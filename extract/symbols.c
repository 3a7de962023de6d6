// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names that the code defines, as universal-ctags found them in the tangled
 * files, and those that ctags does not know: labels of the kernel's own macros
 * for assembler, and Kconfig's options.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

static int file_called(const struct web *web, const char *root)
{
	int i;

	for (i = 0; i < web->nr_files; i++)
		if (strcmp(web->files[i].root, root) == 0)
			return i;
	return -1;
}

static void add_symbol(struct web *web, const char *name, char kind, int file,
		       int line, int end, const char *scope)
{
	struct symbol *s = grow(web->symbols, web->nr_symbols);

	s->name = xstrdup(name);
	s->kind = kind;
	s->file = file;
	s->line = line;
	s->end = end;
	s->scope = scope ? xstrdup(scope) : NULL;
}

/* The value of "key:value" among a tag's fields. */
static const char *field(char **fields, int n, const char *key)
{
	size_t len = strlen(key);
	int i;

	for (i = 0; i < n; i++)
		if (strncmp(fields[i], key, len) == 0 && fields[i][len] == ':')
			return fields[i] + len + 1;
	return NULL;
}

/* ctags' names of kinds, and ours. */
static char kind_of(const char *name)
{
	static const struct { const char *name; char kind; } known[] = {
		{ "function", 'f' }, { "macro", 'd' }, { "enumerator", 'e' },
		{ "enum", 'g' }, { "struct", 's' }, { "member", 'm' },
		{ "typedef", 't' }, { "union", 'u' }, { "variable", 'v' },
		{ "prototype", 'p' }, { "label", 'a' }, { "define", 'd' },
		{ "local", 'l' }, { "parameter", 'z' },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].kind;
	return '\0';
}

/* name, file, line;", kind, key:value... between tabs */
static void read_tag(struct web *web, char *line)
{
	char *fields[16];
	const char *scope, *end, *type;
	int n = 0, file, no;
	char kind;

	while (line && n < 16)
		fields[n++] = strsep(&line, "\t");
	if (n < 4 || *fields[0] == '!')
		return;
	if (ends_with(fields[1], ".patch.c") || ends_with(fields[1], ".patch.S"))
		fields[1][strlen(fields[1]) - 2] = '\0';
	file = file_called(web, fields[1]);
	no = atoi(fields[2]);
	kind = kind_of(fields[3]);
	if (file < 0 || no < 1 || !kind || starts_with(fields[0], "__anon"))
		return;
	if (kind == 'l' || kind == 'z') {
		struct local *local;

		scope = field(fields, n, "function");
		if (!scope)
			return;
		local = grow(web->locals, web->nr_locals);
		local->name = xstrdup(fields[0]);
		local->file = file;
		local->from = no;
		local->type = struct_of(field(fields, n, "typeref"));
		return;
	}
	/* Of a patch it sees no struct around what is indented. */
	if (kind == 'v' && ends_with(fields[1], ".patch") &&
	    no <= web->files[file].n && starts_with(web->files[file].lines[no - 1], "+\t"))
		kind = 'm';
	/* To ctags EXPORT_SYMBOL(f) is a function that returns nothing at all. */
	type = field(fields, n, "typeref");
	if (kind == 'p' && (!type || strchr(type, '(')))
		return;
	scope = field(fields, n, "struct");
	if (!scope)
		scope = field(fields, n, "union");
	end = field(fields, n, "end");
	/* Anonymous ones inside say what they are in before two colons. */
	if (scope && starts_with(scope, "__anon"))
		scope = NULL;
	add_symbol(web, fields[0], kind, file, no, end ? atoi(end) : 0, scope);
	web->symbols[web->nr_symbols - 1].type = kind == 'd' ? NULL : struct_of(type);
	if (scope) {
		char *s = web->symbols[web->nr_symbols - 1].scope;

		s[strcspn(s, ":")] = '\0';
	}
}

/* SYM_FUNC_START(name), SYM_INNER_LABEL(name, …) and their kin. */
static void read_label(struct web *web, int file, int line, const char *s)
{
	const char *paren = strchr(s, '(');
	const char *p = s + strspn(s, " \t+");
	char *name;

	if (!starts_with(p, "SYM_") || !paren ||
	    !(memmem(p, paren - p, "_START", 6) ||
	      memmem(p, paren - p, "LABEL", 5)))
		return;
	name = xstrndup(paren + 1, strcspn(paren + 1, ",) "));
	add_symbol(web, name, 'a', file, line, 0, NULL);
	free(name);
}

/* DEFINE_SPINLOCK(name) is a variable, DECLARE_BITMAP(name, n) stands in a struct. */
static void read_declared(struct web *web, int file, int line, const char *s)
{
	const char *p = s + strspn(s, " \t");
	char *name;
	bool member;

	if (starts_with(p, "static "))
		p += strlen("static ");
	member = starts_with(p, "DECLARE_BITMAP(");
	if (!member && !starts_with(p, "DEFINE_SPINLOCK(") &&
	    !starts_with(p, "DEFINE_MUTEX(") && !starts_with(p, "DEFINE_IDA(") &&
	    !starts_with(p, "DEFINE_HASHTABLE("))
		return;
	p = strchr(p, '(') + 1;
	name = xstrndup(p, strcspn(p, ",) "));
	add_symbol(web, name, member ? 'm' : 'v', file, line, 0, NULL);
	free(name);
}

/* The rest of a file that ctags does not see. */
static void read_others(struct web *web, int file)
{
	const struct tangled *t = &web->files[file];
	int i;

	for (i = 0; i < t->n; i++) {
		const char *s = t->lines[i];

		if (ends_with(t->root, ".S") || ends_with(t->root, ".patch"))
			read_label(web, file, i + 1, s);
		if (ends_with(t->root, ".c") || ends_with(t->root, ".h"))
			read_declared(web, file, i + 1, s);
		if (ends_with(t->root, "Kconfig") && starts_with(s, "config ")) {
			char *name = xasprintf("CONFIG_%s", s + 7);

			add_symbol(web, name, 'o', file, i + 1, 0, NULL);
			free(name);
		}
	}
}

static int by_name(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	int d = strcmp(x->name, y->name);

	if (!d)
		d = x->file - y->file;
	return d ? d : x->line - y->line;
}

static int local_by_name(const void *a, const void *b)
{
	const struct local *x = a, *y = b;
	int d = strcmp(x->name, y->name);

	if (!d)
		d = x->file - y->file;
	return d ? d : x->from - y->from;
}

/* The function around a line of a tangled file. */
const struct symbol *function_at(const struct web *web, struct place place)
{
	int i;

	if (place.file < 0)
		return NULL;
	for (i = 0; i < web->nr_symbols; i++) {
		const struct symbol *s = &web->symbols[i];

		if (s->kind == 'f' && s->file == place.file &&
		    s->line <= place.line && place.line <= s->end)
			return s;
	}
	return NULL;
}

/* A prototype is a definition only as long as there is no other. */
static void drop_prototypes(struct web *web)
{
	int i, n = 0;

	for (i = 0; i < web->nr_symbols; i++) {
		struct symbol *s = &web->symbols[i];
		bool other = false;
		int k;

		for (k = 0; k < web->nr_symbols && s->kind == 'p' && !other; k++)
			other = web->symbols[k].kind != 'p' &&
				web->symbols[k].kind != 'm' &&
				strcmp(web->symbols[k].name, s->name) == 0;
		if (!other)
			web->symbols[n++] = *s;
	}
	web->nr_symbols = n;
}

void read_symbols(struct web *web, const char *tags)
{
	int i, n;
	char **lines = lines_of(tags, &n);

	for (i = 0; i < n; i++) {
		read_tag(web, lines[i]);
		free(lines[i]);
	}
	free(lines);
	for (i = 0; i < web->nr_files; i++)
		read_others(web, i);
	drop_prototypes(web);
	if (web->nr_symbols)
		qsort(web->symbols, web->nr_symbols, sizeof(*web->symbols), by_name);
	for (i = 0; i < web->nr_locals; i++) {
		struct local *l = &web->locals[i];
		struct place place = { l->file, l->from };
		const struct symbol *f = function_at(web, place);

		l->from = f ? f->line : l->from;
		l->to = f ? f->end : l->from;
	}
	if (web->nr_locals)
		qsort(web->locals, web->nr_locals, sizeof(*web->locals),
		      local_by_name);
}

static int compare(const char *s, const char *name, size_t n)
{
	int d = strncmp(s, name, n);

	return d ? d : s[n] != '\0';
}

struct symbol *first_symbol(const struct web *web, const char *name, size_t n,
			    int *count)
{
	int low = 0, high = web->nr_symbols;

	while (low < high) {
		int mid = (low + high) / 2;

		if (compare(web->symbols[mid].name, name, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (*count = 0; low + *count < web->nr_symbols; ++*count)
		if (compare(web->symbols[low + *count].name, name, n) != 0)
			break;
	return *count ? &web->symbols[low] : NULL;
}

const struct local *local_at(const struct web *web, const char *name, size_t n,
			     struct place place)
{
	int low = 0, high = web->nr_locals;

	while (low < high) {
		int mid = (low + high) / 2;

		if (compare(web->locals[mid].name, name, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < web->nr_locals; low++) {
		const struct local *l = &web->locals[low];

		if (compare(l->name, name, n) != 0)
			break;
		if (l->file == place.file && l->from <= place.line &&
		    place.line <= l->to)
			return l;
	}
	return NULL;
}

void use_symbol(struct symbol *symbol, const struct stop *stop)
{
	int i;

	for (i = 0; i < symbol->nr_uses; i++)
		if (symbol->uses[i] == stop)
			return;
	*grow(symbol->uses, symbol->nr_uses) = stop;
}
