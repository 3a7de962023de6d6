// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code as HTML: parts of chunks, whose uses unfold in place, and whole files.
 * Names lead to where they are defined, and from there to the index, which knows
 * who uses them.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* A line that is being written. */
struct writer {
	struct listing *l;
	const struct stop *stop;	/* whose line it is */
	struct place place;
	bool counts;		/* mentions count as uses */
	struct chain chain;
};

/* ---- names ---- */

static size_t folder_length(const char *root)
{
	return strcspn(root, "/");
}

static bool same_folder(const char *a, const char *b)
{
	size_t n = folder_length(a);

	return n == folder_length(b) && strncmp(a, b, n) == 0;
}

/*
 * How near a definition is to the place that mentions it; 0 means that it
 * cannot be meant: the Launcher and the kernel share headers and nothing else.
 */
static int nearness(const struct web *web, const struct symbol *s, int file,
		    const char *folder)
{
	const char *there = web->files[s->file].root;
	bool shared = starts_with(there, "include/");

	if (file >= 0)
		folder = web->files[file].root;
	if (s->file == file)
		return 4;
	if (!folder)
		return 1;
	if (same_folder(there, folder))
		return 3;
	if (shared)
		return 2;
	if (starts_with(there, "launcher/") != starts_with(folder, "launcher/"))
		return 0;
	return 1;
}

static bool can_be(const struct symbol *s, enum token type, const char *scope)
{
	bool tag = s->kind == 's' || s->kind == 'u' || s->kind == 'g';

	if (type == TOKEN_MEMBER)
		return s->kind == 'm' && (!scope || (*scope && !s->scope) ||
					  (s->scope && strcmp(s->scope, scope) == 0));
	if (type == TOKEN_TAG)
		return tag;
	return s->kind != 'm' && !tag;
}

/*
 * The definition that a mention means; of a member, in the struct `scope' if that
 * is known.  With several that are equally near, *many is set, and the first of
 * them returned.
 */
static struct symbol *choose(const struct web *web, const char *name, size_t n,
			     enum token type, const char *scope,
			     struct place place, const char *folder, bool *many)
{
	struct symbol *best = NULL;
	int count, i, best_near = 0;
	struct symbol *s = first_symbol(web, name, n, &count);

	*many = false;
	for (i = 0; i < count; i++) {
		int near = nearness(web, &s[i], place.file, folder);

		if (s[i].file == place.file && s[i].line == place.line)
			return &s[i];
		if (!near || !can_be(&s[i], type, scope))
			continue;
		if (near == best_near)
			*many = true;
		if (near > best_near) {
			best = &s[i];
			best_near = near;
			*many = false;
		}
	}
	return best;
}

static void put_href(struct listing *l, const char *page, const char *fragment)
{
	if (strcmp(page, l->page) != 0) {
		buf_add(l->out, page);
		buf_add(l->out, ".html");
	}
	buf_addc(l->out, '#');
	html_add(l->out, fragment);
}

/* Where a definition stands: in its stop, or, from a file's page, in its file. */
static void put_symbol_href(struct listing *l, const struct symbol *s)
{
	const struct tangled *t = &l->web->files[s->file];
	const struct origin *o = &t->from[s->line - 1];
	char fragment[24];

	if (l->on_file_page || !o->stop) {
		snprintf(fragment, sizeof(fragment), "L%d", s->line);
		put_href(l, t->slug, fragment);
	} else if (o->line) {
		snprintf(fragment, sizeof(fragment), "L%d", o->line);
		put_href(l, page_of_stop(l->web, o->stop)->slug, fragment);
	} else {
		put_href(l, page_of_stop(l->web, o->stop)->slug, o->stop->tag);
	}
}

static void put_link(struct listing *l, const struct symbol *s, bool index,
		     bool defined, const char *text, size_t n)
{
	buf_add(l->out, defined ? "<a class=\"d\" href=\"" : "<a href=\"");
	if (index) {
		char *href = symbol_href(s);

		html_add(l->out, href);
		free(href);
	} else {
		put_symbol_href(l, s);
	}
	buf_add(l->out, "\">");
	html_addn(l->out, text, n);
	buf_add(l->out, "</a>");
}

static bool is_shared(const struct web *web, const struct symbol *member)
{
	int i, count, members = 0;
	const struct symbol *s = first_symbol(web, member->name,
					      strlen(member->name), &count);

	for (i = 0; i < count; i++)
		members += s[i].kind == 'm';
	return members > 1;
}

/* What a name leads on to, if a dot or an arrow is behind it. */
static void follow(struct writer *w, enum token type, const char *name, size_t n,
		   const struct local *local, const struct symbol *s)
{
	if (type == TOKEN_TAG)
		chain_tag(&w->chain, name, n);
	else if (local)
		chain_name(&w->chain, local->type);
	else if (s)
		chain_name(&w->chain, s->type);
	else	/* an example in the prose has no declarations */
		chain_name(&w->chain, w->place.file < 0 ? NULL : "");
}

static void put_name(struct writer *w, enum token type, const char *name, size_t n)
{
	struct listing *l = w->l;
	const struct local *local = NULL;
	const char *scope = type == TOKEN_MEMBER ? chain_scope(&w->chain) : NULL;
	struct symbol *s = NULL;
	bool many, defined;

	if (type == TOKEN_NAME)
		local = local_at(l->web, name, n, w->place);
	if (!local)
		s = choose(l->web, name, n, type, scope, w->place, NULL, &many);
	/* Several structs have such a member, and nothing says which is meant. */
	if (type == TOKEN_MEMBER && s && !scope && is_shared(l->web, s))
		s = NULL;
	follow(w, type, name, n, local, s);
	if (!s) {
		html_addn(l->out, name, n);
		return;
	}
	defined = s->file == w->place.file && s->line == w->place.line;
	if (!defined && w->counts && w->stop)
		use_symbol(s, w->stop);
	put_link(l, s, many || defined, defined, name, n);
}

/* Quoted code in prose: "name_of_it", "name()" or "struct name". */
bool put_name_link(struct listing *l, const char *code, size_t n,
		   const char *folder, const struct stop *stop)
{
	struct place nowhere = { -1, 0 };
	enum token type = TOKEN_NAME;
	const char *name = code;
	size_t i, length = n;
	bool many, plain = true;
	struct symbol *s;

	if (n > 7 && starts_with(name, "struct ")) {
		type = TOKEN_TAG;
		name += 7;
		length -= 7;
		plain = false;
	} else if (n > 2 && memcmp(name + n - 2, "()", 2) == 0) {
		length -= 2;
		plain = false;
	}
	for (i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return false;
	if (plain && !memchr(name, '_', length))
		return false;
	s = choose(l->web, name, length, type, NULL, nowhere, folder, &many);
	if (!s && plain)
		s = choose(l->web, name, length, TOKEN_MEMBER, NULL, nowhere, folder,
			   &many);
	if (!s)
		return false;
	if (stop)
		use_symbol(s, stop);
	buf_add(l->out, "<code>");
	put_link(l, s, many, false, code, n);
	buf_add(l->out, "</code>");
	return true;
}

/* ---- lines ---- */

static void open_use_link(struct listing *l, const struct chunk *chunk)
{
	char *id = part_id(chunk->parts[0]);

	buf_add(l->out, "<a class=\"use\" href=\"");
	put_href(l, page_of_file(l->web, chunk->parts[0]->file)->slug, id);
	buf_add(l->out, "\">");
	free(id);
}

static void put_use_link(struct listing *l, const struct chunk *chunk)
{
	open_use_link(l, chunk);
	html_chunk_name(l->out, chunk->name);
	buf_add(l->out, "</a>");
}

/* <lguest/file.h> or "file.h", which may be one of ours. */
static void put_include(struct writer *w, const char *s, size_t n)
{
	const struct web *web = w->l->web;
	const char *here = w->place.file < 0 ? "" : web->files[w->place.file].root;
	char *root = xasprintf("%.*s/%.*s", (int)folder_length(here), here,
			       (int)n - 2, s + 1);
	int i;

	if (*s == '<') {
		free(root);
		root = xasprintf("include/%.*s", (int)n - 2, s + 1);
	}
	for (i = 0; i < web->nr_files; i++)
		if (strcmp(web->files[i].root, root) == 0)
			break;
	if (i < web->nr_files)
		buf_addf(w->l->out, "<a href=\"%s.html\">", web->files[i].slug);
	buf_add(w->l->out, "<b class=\"s\">");
	html_addn(w->l->out, s, n);
	buf_add(w->l->out, i < web->nr_files ? "</b></a>" : "</b>");
	free(root);
}

static void put_token(void *arg, enum token type, const char *s, size_t n)
{
	static const struct { const char *open, *close; } marks[] = {
		[TOKEN_TEXT] = { "", "" },
		[TOKEN_KEYWORD] = { "<b>", "</b>" },
		[TOKEN_TYPE] = { "<b class=\"t\">", "</b>" },
		[TOKEN_STRING] = { "<b class=\"s\">", "</b>" },
		[TOKEN_NUMBER] = { "", "" },
		[TOKEN_COMMENT] = { "<i>", "</i>" },
		[TOKEN_DIRECTIVE] = { "<b class=\"p\">", "</b>" },
		[TOKEN_REGISTER] = { "<b class=\"r\">", "</b>" },
	};
	struct writer *w = arg;
	char *name;

	if (type == TOKEN_TEXT)
		chain_text(&w->chain, s, n);
	else if (type != TOKEN_NAME && type != TOKEN_MEMBER && type != TOKEN_TAG &&
		 type != TOKEN_COMMENT)
		chain_break(&w->chain);
	switch (type) {
	case TOKEN_NAME:
	case TOKEN_MEMBER:
	case TOKEN_TAG:
		put_name(w, type, s, n);
		break;
	case TOKEN_INCLUDE:
		put_include(w, s, n);
		break;
	case TOKEN_USE:
		name = xstrndup(s, n);
		put_use_link(w->l, book_chunk(w->l->web->book, name));
		free(name);
		break;
	default:
		buf_add(w->l->out, marks[type].open);
		html_addn(w->l->out, s, n);
		buf_add(w->l->out, marks[type].close);
	}
}

/* A patch's lines go or come. */
static const char *line_class(enum syntax syntax, const char *s)
{
	if (syntax != SYNTAX_DIFF && syntax != SYNTAX_ASM_DIFF)
		return "l";
	if (starts_with(s, "+++") || starts_with(s, "---") || *s == '@')
		return "l head";
	return *s == '+' ? "l come" : *s == '-' ? "l gone" : "l";
}

/* The chunk that a line is the use of, and nothing else; NULL if it is more. */
static const struct chunk *whole_use(const struct web *web, const char *s)
{
	const char *close;
	char *name;
	const struct chunk *chunk;

	s += strspn(s, " \t");
	close = strchr(s, MARK_CLOSE);
	if (*s != MARK_OPEN || !close || !is_blank(close + 1))
		return NULL;
	name = xstrndup(s + 1, close - s - 1);
	chunk = book_chunk(web->book, name);
	free(name);
	return chunk;
}

static void put_lines(struct listing *l, const struct part *part,
		      const char *indent, int level);

/* All parts of a chunk, behind the line that uses it. */
static void put_unfolded(struct listing *l, const struct chunk *chunk,
			 const char *indent, int level)
{
	int i;

	for (i = 0; i < chunk->nr_parts; i++) {
		const struct part *part = chunk->parts[i];

		if (chunk->nr_parts > 1) {
			char *id = part_id(part);

			buf_addf(l->out, "<p class=\"of\">part %d of %d: <a href=\"",
				 i + 1, chunk->nr_parts);
			put_href(l, page_of_file(l->web, part->file)->slug, id);
			buf_addf(l->out, "\">%s</a></p>", part->stop->tag);
			free(id);
		}
		put_lines(l, part, indent, level + 1);
	}
}

static void put_use(struct listing *l, const struct chunk *chunk, int no,
		    const char *indent, int level)
{
	const struct part *first = chunk->parts[0];
	char *id = part_id(first);

	buf_add(l->out, "<div class=\"u\"");
	if (level == 0)
		buf_addf(l->out, " id=\"L%d\"", no);
	buf_add(l->out, "><a class=\"to\" href=\"");
	put_href(l, page_of_file(l->web, first->file)->slug, id);
	buf_addf(l->out, "\">%s</a><details><summary>", first->stop->tag);
	html_add(l->out, indent);
	buf_add(l->out, "<span class=\"use\">");
	html_chunk_name(l->out, chunk->name);
	buf_add(l->out, "</span></summary>");
	put_unfolded(l, chunk, indent, level);
	buf_add(l->out, "</details></div>");
	free(id);
}

/* The lines of a part; those of the page itself (level 0) have ids. */
static void put_lines(struct listing *l, const struct part *part,
		      const char *indent, int level)
{
	struct writer w = { .l = l, .stop = part->stop, .counts = level == 0 };
	struct highlighter h = {
		.syntax = syntax_of(file_of(part->chunk)),
		.token = put_token, .arg = &w,
	};
	int i, n = part->lines.n;

	while (n && is_blank(part->lines.v[n - 1].text))
		n--;
	buf_addf(l->out, "<div class=\"code\" style=\"counter-reset:n %d\">",
		 part->line);
	for (i = 0; i < n; i++) {
		const struct line *line = &part->lines.v[i];
		const struct chunk *used = whole_use(l->web, line->text);
		const char *s = line->text;

		if (used && level < l->depth) {
			size_t blanks = strspn(s, " \t");
			char *deeper = xasprintf("%s%.*s", indent, (int)blanks, s);

			put_use(l, used, line->no, deeper, level);
			free(deeper);
			continue;
		}
		w.place = place_of(l->web, part->file, line->no);
		buf_addf(l->out, "<span class=\"%s\"", line_class(h.syntax, s));
		if (level == 0)
			buf_addf(l->out, " id=\"L%d\"", line->no);
		buf_addc(l->out, '>');
		if (!is_blank(s))
			html_add(l->out, indent);
		chain_line(&w.chain);
		highlight(&h, s);
		buf_add(l->out, "\n</span>");
	}
	buf_add(l->out, "</div>");
}

/* ---- parts ---- */

static void put_where(struct listing *l, const struct part *part)
{
	struct place place = { -1, 0 };
	const struct symbol *f;
	int i;

	for (i = 0; i < part->lines.n && place.file < 0; i++)
		place = place_of(l->web, part->file, part->lines.v[i].no);
	buf_add(l->out, "<span class=\"where\">");
	if (place.file >= 0) {
		const struct tangled *t = &l->web->files[place.file];

		buf_addf(l->out, "<a href=\"%s.html#L%d\">%s:%d</a>", t->slug,
			 place.line, t->root, place.line);
	} else {
		const char *root = file_of(part->chunk);

		for (i = 0; i < l->web->nr_files; i++)
			if (strcmp(l->web->files[i].root, root) == 0)
				buf_addf(l->out, "<a href=\"%s.html\">%s</a>",
					 l->web->files[i].slug, root);
	}
	f = function_at(l->web, place);
	if (f && f->line != place.line)
		buf_addf(l->out, ", in <code>%s()</code>", f->name);
	buf_add(l->out, "</span>");
}

static void put_part_link(struct listing *l, const struct part *part,
			  const char *text)
{
	char *id = part_id(part);

	buf_add(l->out, "<a href=\"");
	put_href(l, page_of_file(l->web, part->file)->slug, id);
	buf_addf(l->out, "\">%s</a>", text);
	free(id);
}

static void put_users(struct listing *l, const struct chunk *chunk)
{
	const char *before = "used in ";
	int i;

	for (i = 0; i < chunk->nr_uses; i++) {
		const struct part *user = chunk->uses[i];
		struct buf text = { 0 };

		if (i && user == chunk->uses[i - 1])
			continue;
		buf_reset(&text);
		buf_addf(&text, "%s ", user->stop->tag);
		html_chunk_name(&text, user->chunk->name);
		buf_add(l->out, before);
		put_part_link(l, user, text.s);
		free(text.s);
		before = ", ";
	}
}

static void put_foot(struct listing *l, const struct part *part)
{
	const struct chunk *chunk = part->chunk;

	if (chunk->nr_parts < 2 && !chunk->nr_uses)
		return;
	buf_add(l->out, "<p class=\"links\">");
	if (chunk->nr_parts > 1) {
		buf_addf(l->out, "part %d of %d", part->nth + 1, chunk->nr_parts);
		if (part->nth) {
			buf_add(l->out, " ");
			put_part_link(l, chunk->parts[part->nth - 1], "previous");
		}
		if (part->nth + 1 < chunk->nr_parts) {
			buf_add(l->out, " ");
			put_part_link(l, chunk->parts[part->nth + 1], "next");
		}
		if (chunk->nr_uses)
			buf_add(l->out, " &#183; ");
	}
	put_users(l, chunk);
	buf_add(l->out, "</p>");
}

void put_part(struct listing *l, const struct part *part)
{
	bool folded = is_boilerplate(part);
	char *id = part_id(part);

	buf_add(l->out, folded ? "<details class=\"chunk\" id=\"" :
		"<div class=\"chunk\" id=\"");
	html_add(l->out, id);
	buf_add(l->out, folded ? "\"><summary class=\"head\"><span class=\"name\">" :
		"\"><p class=\"head\"><a class=\"name\" href=\"#");
	if (!folded) {
		html_add(l->out, id);
		buf_add(l->out, "\">");
	}
	html_chunk_name(l->out, part->chunk->name);
	buf_add(l->out, folded ? "</span>" : "</a>");
	buf_add(l->out, part->nth ? " +&#8801;" : " &#8801;");
	if (folded)
		buf_add(l->out, "</summary><p class=\"head\">");
	else
		buf_addc(l->out, ' ');
	put_where(l, part);
	buf_add(l->out, "</p>\n");
	put_lines(l, part, "", 0);
	put_foot(l, part);
	buf_add(l->out, folded ? "</details>\n" : "</div>\n");
	free(id);
}

/* An example in the prose. */
void put_block(struct listing *l, enum syntax syntax, const char *text)
{
	struct writer w = { .l = l, .place = { -1, 0 } };
	struct highlighter h = {
		.syntax = syntax, .token = put_token, .arg = &w,
	};

	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);

		highlight(&h, line);
		free(line);
		if (text[n])
			buf_addc(l->out, '\n');
		text += n + (text[n] == '\n');
	}
}

/* ---- whole files ---- */

/* A comment that is a chunk's name leads to the chunk, and stays a comment. */
static const struct chunk *named_chunk(const struct web *web, const char *s)
{
	const struct chunk *chunk;
	size_t n;
	char *name;

	s += strspn(s, " \t");
	n = strlen(s);
	if (n > 6 && starts_with(s, "/* ") && ends_with(s, " */"))
		name = xstrndup(s + 3, n - 6);
	else if (n > 2 && starts_with(s, "# "))
		name = xstrdup(s + 2);
	else
		return NULL;
	chunk = book_chunk(web->book, name);
	free(name);
	return chunk;
}

static void put_opening(struct listing *l, const struct stop *stop)
{
	buf_add(l->out, "<p class=\"opens\"><a href=\"");
	put_href(l, page_of_stop(l->web, stop)->slug, stop->tag);
	buf_addf(l->out, "\"><span class=\"tag\">%s</span> ", stop->tag);
	html_title(l->out, stop->title);
	buf_add(l->out, "</a></p>");
}

static void put_number(struct listing *l, const struct origin *o, int no)
{
	const char *slug = o->stop ? page_of_stop(l->web, o->stop)->slug : "";

	if (o->line)
		buf_addf(l->out, "<a class=\"n\" tabindex=\"-1\" href=\"%s.html#L%d\">%d</a>",
			 slug, o->line, no);
	else if (o->stop)
		buf_addf(l->out, "<a class=\"n\" tabindex=\"-1\" href=\"%s.html#%s\">%d</a>",
			 slug, o->stop->tag, no);
	else
		buf_addf(l->out, "<span class=\"n\">%d</span>", no);
}

void put_tangled(struct listing *l, const struct tangled *t)
{
	struct writer w = { .l = l };
	struct highlighter h = {
		.syntax = syntax_of(t->root), .token = put_token, .arg = &w,
	};
	int i;

	w.place.file = t - l->web->files;
	buf_add(l->out, "<div class=\"code file\">");
	for (i = 0; i < t->n; i++) {
		const struct origin *o = &t->from[i];
		const char *s = t->lines[i];
		const struct chunk *chunk = named_chunk(l->web, s);

		if (o->opens)
			put_opening(l, o->stop);
		if (o->opens || o->hidden)
			continue;
		w.place.line = i + 1;
		buf_addf(l->out, "<span class=\"%s\" id=\"L%d\">",
			 line_class(h.syntax, s), i + 1);
		put_number(l, o, i + 1);
		if (chunk && chunk->nr_parts) {
			size_t blanks = strspn(s, " \t");

			html_addn(l->out, s, blanks);
			open_use_link(l, chunk);
			html_add(l->out, s + blanks);
			buf_add(l->out, "</a>");
		} else {
			chain_line(&w.chain);
			highlight(&h, s);
		}
		buf_add(l->out, "\n</span>");
	}
	buf_add(l->out, "</div>\n");
}
