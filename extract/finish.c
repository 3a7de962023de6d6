// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter behind noweb's `nt': takes the markers of mark.c out of a tangled
 * file, and puts comments and #line directives in.
 *
 * Each part of a chunk stands between two markers.  A stack of frames follows
 * them, so that each line of code is known by its chapter, line and stop.  When
 * the stop changes, the code of the new stop opens with a comment and closes
 * with one; when the line is not the one the compiler expects, it gets a #line.
 * Nothing of this may come between a line that ends in a backslash and the next.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "marker.h"

/* How a language writes comments: not at all where `open' is NULL. */
struct language {
	const char *open;
	const char *close;
	bool indented;		/* a comment may be indented */
	bool continued;		/* a comment may stand in a continued line */
	bool has_line;		/* knows #line */
};

static const struct language c_language = { "/*", "*/", true, true, true };
static const struct language hash_language = { "#", "", false, false, false };
static const struct language html_language = { "<!--", "-->", true, false, false };
static const struct language no_language;

/* A part of a chunk that is being copied. */
struct frame {
	char *tag;
	char *title;
	char *file;
	int line;		/* of the next line of code */
	bool announced;		/* the stop's opening comment was asked for */
};

enum event_type { EVENT_NAME, EVENT_OPEN, EVENT_CLOSE };

/* A comment that waits for its place. */
struct event {
	enum event_type type;
	char *text;
	char *indent;
	int depth;		/* of the frame, for EVENT_OPEN and EVENT_CLOSE */
};

struct finisher {
	FILE *out;
	const struct language *language;
	struct patch *patch;	/* where the lines go if the file is a patch */

	struct frame frames[64];
	int depth;

	struct event *events;
	int nr_events;

	struct buf text;	/* the line of code so far */
	char *origin;		/* the chapter it began in, */
	int origin_line;	/* and the line there */
	bool inlined;		/* a part began in the middle of a line: */
	size_t strip;		/* drop these bytes of indentation, then */
	bool joined;		/* the line was held, and goes on */

	struct buf held;	/* a line that may still go on */
	bool holding;
	char *held_file;
	int held_line;

	bool continues;		/* the last line written ends in a backslash */
	bool started;		/* a line of code was written */
	char *file;		/* where the compiler believes it is */
	int line;
};

static const struct language *language_of(const char *root)
{
	static const char * const c[] = { ".c", ".h", ".S", ".lds" };
	static const char * const hash[] = {
		"Makefile", "Kconfig", "Kbuild", ".mk", ".sh", ".py", ".config",
		".awk", ".patch"
	};
	static const char * const html[] = { ".md", ".html", ".svg", ".xml" };
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++)
		if (ends_with(root, c[i]))
			return &c_language;
	for (i = 0; i < sizeof(hash) / sizeof(hash[0]); i++)
		if (ends_with(root, hash[i]))
			return &hash_language;
	for (i = 0; i < sizeof(html) / sizeof(html[0]); i++)
		if (ends_with(root, html[i]))
			return &html_language;
	return &no_language;
}

/* Text that can stand in a comment of this language. */
static char *comment_text(const struct language *language, const char *s)
{
	struct buf b = { 0 };

	buf_reset(&b);
	for (; *s; s++) {
		buf_addc(&b, *s);
		if (language == &c_language &&
		    ((s[0] == '*' && s[1] == '/') || (s[0] == '/' && s[1] == '*')))
			buf_addc(&b, ' ');
		if (language == &html_language && s[0] == '-' && s[1] == '-')
			buf_addc(&b, ' ');
	}
	if (b.len && b.s[b.len - 1] == '\\')
		buf_addc(&b, '.');
	return b.s;
}

/* ---- patches: hunks are counted, and each stop has its own header ---- */

struct patch {
	FILE *out;
	struct buf header;	/* "--- a/..." and "+++ b/..." */
	bool header_due;
	struct buf hunk;
	struct buf section;	/* what stood behind the second @@ */
	int start;
	int old;		/* lines counted */
	int new;
	int delta;		/* of this file, so far */
	int blanks;		/* empty lines: context, if the hunk goes on */
	bool in_hunk;
};

static void patch_flush(struct patch *p)
{
	if (!p->in_hunk)
		return;
	if (p->header_due)
		fputs(p->header.s, p->out);
	p->header_due = false;
	fprintf(p->out, "@@ -%d,%d +%d,%d @@%s\n%s", p->start, p->old,
		p->start ? p->start + p->delta : 0, p->new, p->section.s, p->hunk.s);
	p->delta += p->new - p->old;
	p->in_hunk = false;
}

static void patch_comment(struct patch *p, const char *s)
{
	patch_flush(p);
	fprintf(p->out, "%s\n", s);
	p->header_due = p->header.len > 0;
}

static void patch_hunk(struct patch *p, const char *s)
{
	const char *section = strstr(s, " @@");

	patch_flush(p);
	p->in_hunk = true;
	p->blanks = 0;
	p->start = 0;
	sscanf(s, "%*[@] -%d", &p->start);
	p->old = 0;
	p->new = 0;
	buf_reset(&p->hunk);
	buf_reset(&p->section);
	if (section)
		buf_add(&p->section, section + 3);
}

static void patch_header(struct patch *p, const char *s)
{
	patch_flush(p);
	if (starts_with(s, "--- ")) {
		buf_reset(&p->header);
		p->delta = 0;
	}
	buf_add(&p->header, s);
	buf_addc(&p->header, '\n');
	p->header_due = true;
}

/* "--- " is a header unless a hunk takes it for a removed line "-- ". */
static bool is_header(const char *s)
{
	return starts_with(s, "--- a/") || starts_with(s, "+++ b/") ||
	       starts_with(s, "--- /dev/null");
}

static void patch_line(struct patch *p, const char *s)
{
	if (starts_with(s, "@")) {
		patch_hunk(p, s);
		return;
	}
	if (is_header(s)) {
		patch_header(p, s);
		return;
	}
	if (!p->in_hunk)
		return;			/* an empty line between hunks */
	if (*s == '\0') {
		p->blanks++;
		return;
	}
	for (; p->blanks; p->blanks--) {
		buf_add(&p->hunk, " \n");
		p->old++;
		p->new++;
	}
	if (*s == ' ' || *s == '-')
		p->old++;
	if (*s == ' ' || *s == '+')
		p->new++;
	buf_add(&p->hunk, s);
	buf_addc(&p->hunk, '\n');
}

/* ---- lines and comments ---- */

/* Writes a line that noweb did not see: a comment or a directive. */
static void write_extra(struct finisher *f, const char *indent, const char *s)
{
	if (f->patch) {
		patch_comment(f->patch, s);
		return;
	}
	fprintf(f->out, "%s%s\n", indent, s);
	f->line++;
}

static void write_held(struct finisher *f)
{
	if (!f->holding)
		return;
	f->holding = false;
	f->started = true;
	f->continues = !f->patch && ends_with(f->held.s, "\\");
	if (f->patch)
		patch_line(f->patch, f->held.s);
	else
		fprintf(f->out, "%s\n", f->held.s);
	f->line++;
}

static void add_event(struct finisher *f, enum event_type type, int depth,
		      const char *indent, char *text)
{
	struct event *e = grow(f->events, f->nr_events);

	e->type = type;
	e->depth = depth;
	e->indent = xstrdup(f->language->indented ? indent : "");
	e->text = text;
}

static void drop_event(struct finisher *f, int i)
{
	free(f->events[i].text);
	free(f->events[i].indent);
	memmove(&f->events[i], &f->events[i + 1],
		(f->nr_events - i - 1) * sizeof(f->events[0]));
	f->nr_events--;
}

/* Writes an event inside a continued line; returns false if it has to wait. */
static bool write_continued(struct finisher *f, struct event *e)
{
	char *s;

	switch (e->type) {
	case EVENT_NAME:
		if (f->language->continued) {
			s = xasprintf("%s \\", e->text);
			write_extra(f, e->indent, s);
			free(s);
		}
		return true;
	case EVENT_OPEN:
		f->frames[e->depth].announced = false;
		return true;
	default:
		return false;
	}
}

static void write_events(struct finisher *f)
{
	int i = 0;

	while (i < f->nr_events) {
		struct event *e = &f->events[i];

		if (f->continues && !write_continued(f, e)) {
			i++;
			continue;
		}
		if (!f->continues)
			write_extra(f, e->indent, e->text);
		drop_event(f, i);
	}
}

/* The first line of a file may have to stay the first. */
static bool stays_first(struct finisher *f, const char *s)
{
	return !f->started && starts_with(s, "#!");
}

static bool is_licence(const char *s)
{
	return strstr(s, "SPDX-License-Identifier:") != NULL;
}

static void drop_names(struct finisher *f)
{
	int i;

	for (i = f->nr_events - 1; i >= 0; i--)
		if (f->events[i].type == EVENT_NAME)
			drop_event(f, i);
}

static void write_line_directive(struct finisher *f, const char *s)
{
	char *directive;

	if (!f->language->has_line || f->continues || is_licence(s) || !*s)
		return;
	if (f->file && strcmp(f->file, f->held_file) == 0 &&
	    f->line == f->held_line)
		return;
	directive = xasprintf("#line %d \"%s\"", f->held_line, f->held_file);
	write_extra(f, "", directive);
	free(directive);
	free(f->file);
	f->file = xstrdup(f->held_file);
	f->line = f->held_line;
}

/* A line of code is complete, as far as one can see. */
static void end_code(struct finisher *f)
{
	if (!f->joined) {
		write_held(f);
		free(f->held_file);
		f->held_file = xstrdup(f->origin);
		f->held_line = f->origin_line;
		if (is_licence(f->text.s))
			drop_names(f);
		if (!stays_first(f, f->text.s)) {
			write_events(f);
			write_line_directive(f, f->text.s);
		}
	}
	buf_reset(&f->held);
	buf_addn(&f->held, f->text.s, f->text.len);
	f->holding = true;
	f->joined = false;
	buf_reset(&f->text);
}

/* ---- the markers ---- */

static struct frame *top(struct finisher *f)
{
	return f->depth ? &f->frames[f->depth - 1] : NULL;
}

static char *stop_comment(struct finisher *f, const struct frame *frame)
{
	const struct language *l = f->language;
	char *title = comment_text(l, frame->title);
	char *s = xasprintf("%s%s %s%s", l->open, frame->tag, title, l->close);

	free(title);
	return s;
}

/* The new frame is of another stop than the one around it. */
static void announce(struct finisher *f, struct frame *frame, const char *indent)
{
	struct event *last = f->nr_events ? &f->events[f->nr_events - 1] : NULL;
	struct frame *old = &f->frames[f->depth];

	/* The part before it was of the same stop: go on, as one. */
	if (last && last->type == EVENT_CLOSE && last->depth == f->depth &&
	    old->tag && strcmp(old->tag, frame->tag) == 0)
		drop_event(f, f->nr_events - 1);
	else
		add_event(f, EVENT_OPEN, f->depth, indent,
			  stop_comment(f, frame));
	frame->announced = true;
}

/* Splits off the next field of a marker. */
static char *field(char **p)
{
	char *s = strsep(p, (char[]){ FIELD_SEP, '\0' });

	return s ? s : "";
}

static void open_part(struct finisher *f, char *payload, bool own_line)
{
	const struct language *l = f->language;
	struct frame frame = { 0 };
	struct frame *outer = top(f);
	const char *indent = own_line ? f->text.s : "";
	char *name, *s;
	int nth;

	frame.tag = field(&payload);
	frame.title = field(&payload);
	frame.file = field(&payload);
	frame.line = atoi(field(&payload));
	name = field(&payload);
	nth = atoi(field(&payload));
	if (f->depth == sizeof(f->frames) / sizeof(f->frames[0]))
		die("<<%s>>: chunks nested too deeply", name);

	if (l->open && outer && nth == 0) {
		char *text = comment_text(l, name);

		s = xasprintf("%s %s%s%s", l->open, text, *l->close ? " " : "",
			      l->close);
		free(text);
		if (own_line) {
			add_event(f, EVENT_NAME, f->depth, indent, s);
		} else {
			if (*l->close) {
				buf_add(&f->text, s);
				buf_addc(&f->text, ' ');
			}
			free(s);
		}
	}
	if (l->open && own_line &&
	    (!outer || strcmp(outer->tag, frame.tag) != 0))
		announce(f, &frame, indent);
	frame.tag = xstrdup(frame.tag);
	frame.title = xstrdup(frame.title);
	frame.file = xstrdup(frame.file);
	f->frames[f->depth++] = frame;
}

static void close_part(struct finisher *f, const char *indent)
{
	struct frame *frame = top(f);
	struct event *last = f->nr_events ? &f->events[f->nr_events - 1] : NULL;

	if (!frame)
		die("markers do not match");
	f->depth--;
	if (!frame->announced)
		return;
	if (last && last->type == EVENT_OPEN && last->depth == f->depth)
		drop_event(f, f->nr_events - 1);
	else
		add_event(f, EVENT_CLOSE, f->depth, indent,
			  xasprintf("%s:%s", f->language->open,
				    f->language->close));
}

static void set_origin(struct finisher *f)
{
	if (top(f)) {
		f->origin = top(f)->file;
		f->origin_line = top(f)->line;
	}
}

static void add_text(struct finisher *f, const char *s, const char *end)
{
	if (s == end)
		return;
	if (is_blank(f->text.s) && !f->joined)
		set_origin(f);
	buf_addn(&f->text, s, end - s);
}

static void tangled_line(struct finisher *f, char *line)
{
	char *p = line;
	char marks[] = { PART_OPEN, PART_CLOSE, '\0' };
	bool marked = false;
	bool last = true;
	const char *rest;

	if (strchr(line, PART_INDENT)) {
		f->strip = f->inlined ? strchr(line, PART_INDENT) - line : 0;
		f->inlined = false;
		return;
	}
	for (; f->strip; f->strip--)
		p += *p == ' ' || *p == '\t';	/* an empty line has none */
	for (;;) {
		char *mark = strpbrk(p, marks);

		if (!mark)
			break;
		marked = true;
		add_text(f, p, mark);
		if (*mark == PART_OPEN) {
			bool own_line = is_blank(f->text.s);

			if (own_line)
				write_held(f);
			f->inlined = !own_line;
			open_part(f, mark + 1, own_line);
			if (own_line)
				buf_reset(&f->text);
			return;
		}
		last = mark[1] == '1';
		p = mark + 2;
		rest = p;
		close_part(f, is_blank(f->text.s) ? f->text.s : "");
		if (is_blank(f->text.s) && f->holding && last &&
		    !is_blank(rest)) {
			/* The line around the use goes on after it. */
			buf_reset(&f->text);
			buf_addn(&f->text, f->held.s, f->held.len);
			f->holding = false;
			f->joined = true;
		}
	}
	add_text(f, p, p + strlen(p));
	if (!last) {
		buf_reset(&f->text);
		return;			/* nt's own newline, between two parts */
	}
	if (!marked || !is_blank(f->text.s)) {
		if (is_blank(f->text.s)) {
			set_origin(f);
			if (!f->patch)
				buf_reset(&f->text);
		}
		end_code(f);
	}
	buf_reset(&f->text);
	if (top(f))
		top(f)->line++;
}

int finish(const char *root, FILE *in, FILE *out)
{
	struct patch patch = { .out = out };
	struct finisher f = {
		.out = out,
		.language = language_of(root),
		.line = 1,
	};
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	buf_reset(&f.text);
	buf_reset(&f.held);
	buf_reset(&patch.header);
	if (ends_with(root, ".patch"))
		f.patch = &patch;
	while ((len = getline(&line, &size, in)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		tangled_line(&f, line);
	}
	write_held(&f);
	f.continues = false;
	write_events(&f);
	patch_flush(&patch);
	if (f.depth)
		die("%s: markers do not match", root);
	return ferror(out) || fflush(out);
}
