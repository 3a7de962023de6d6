/* SPDX-License-Identifier: GPL-2.0-only */
/* Text on a terminal or in a pipe: what the lines of a book are printed with. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "web.h"

enum style {
	PLAIN, BOLD, EMPH, CODE, LINK, HEADING, TAG, NAME, DIM, KEYWORD, TYPE,
	STRING, NUMBER, COMMENT, DIRECTIVE, REGISTER, NR_STYLES
};

#define TEXT_WIDTH 92		/* prose is not wider, however wide the window */
#define CODE_INDENT 4

/* Text with a style for each byte. */
struct styled {
	struct buf text;
	struct buf style;
};

struct printer {
	const struct book *book;
	const struct stop *stop;	/* where we are */
	int window;		/* columns, for tables and on a terminal for code */
	int width;		/* columns for prose */
	bool terminal;
	bool colour;
	struct buf para;	/* the paragraph so far, with marks */
	int first_indent;	/* of the paragraph's first line, */
	int indent;		/* and of its other lines */
	char bullet[32];	/* what stands in the first line's margin */
	int list;		/* the indent of the list item we are in, or 0 */
	bool verbatim;		/* in a block that is indented, not fenced */
	bool fenced;
	bool aside;
	struct highlighter highlighter;	/* of a fenced block */
	char **table;		/* the rows of the table so far */
	int nr_rows;
	bool space_due;		/* an empty line before what comes next */
	bool begun;		/* something was printed */
};

/* layout.c */
void style_addn(struct styled *t, enum style style, const char *s,
		size_t n);
void style_add(struct styled *t, enum style style, const char *s);
void style_init(struct styled *t);
void style_free(struct styled *t);
int width_of(const char *s, size_t n);
void put_styled(const struct printer *p, const struct styled *t,
		size_t from, size_t to);
void put(const struct printer *p, enum style style, const char *s);
void add_inline(const struct printer *p, struct styled *t,
		enum style style, const char *s, const char *end);
int margin(const struct printer *p);
void start_line(const struct printer *p, int indent);
void space(struct printer *p);
size_t cut(const struct styled *t, size_t from, int width);
size_t fit(const struct styled *t, size_t from, int width, size_t *next);
void put_wrapped(const struct printer *p, const struct styled *t, int indent,
		 int hang);
void flush_para(struct printer *p);
void add_words(struct printer *p, const char *s);
int list_mark(const char *s);
void put_heading(struct printer *p, const char *s);
void flush_table(struct printer *p);

#endif
