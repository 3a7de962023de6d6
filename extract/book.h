/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The book in memory: what noweb's `markup' says about the chapters, as stops,
 * chunks and lines in the order in which they are read.
 */
#ifndef BOOK_H
#define BOOK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/*
 * Inside a line, what noweb marked stands between these two bytes: the name of
 * a chunk that is used (code), or quoted code (prose).  Neither byte can come
 * from a chapter: control characters are refused.
 */
#define MARK_OPEN	'\016'
#define MARK_CLOSE	'\017'

#define CHUNK_CAP	30	/* lines; a table may be longer */

struct stage {
	const char *folder;	/* "2-guest" */
	const char *name;	/* "Guest", also the make target */
	char letter;		/* 'G' */
	const char *about;	/* a sentence for its page */
};

extern const struct stage stages[];
extern const int nr_stages;

/* A line of a chapter.  The text carries marks, and no newline. */
struct line {
	char *text;
	int no;
	bool fenced;		/* prose: inside a fenced code block */
};

struct lines {
	struct line *v;
	int n;
};

/* One heading "## G:033 Title", and what follows it up to the next. */
struct stop {
	char tag[6];		/* "G:033" */
	char *title;		/* as written, Markdown and marks */
	char *plain;		/* the same as plain text */
	const char *file;
	int line;
	int stage;		/* index into stages[], -1 when unknown */
	int nr_words;
	int nr_parts;
	int nr_code;
	struct coverage *coverage;	/* NULL: not known */
	char *why_never_run;
};

/* What the tests have run of a stop. */
struct coverage {
	int ran;		/* lines */
	int can;		/* lines that can be run */
	char *tiers;		/* "boot guest", or "all" */
};

/* One definition "<<name>>=": a chunk is the sum of its parts. */
struct part {
	struct chunk *chunk;
	struct stop *stop;	/* NULL: code outside a stop */
	const char *file;
	int line;		/* of the definition */
	int stage;
	int id;			/* index into book.parts */
	int nth;		/* 0 is the chunk's first part */
	struct lines lines;
};

struct chunk {
	char *name;
	struct part **parts;
	int nr_parts;
	struct part **uses;	/* the parts that use it, once for each use */
	int nr_uses;
	const char *use_file;	/* the first use */
	int use_line;
	int color;		/* of the search for cycles */
	bool in_patch;		/* reached from a patch */
	const char *patch_file;
	bool root;		/* the name is a path below src/ */
};

enum item_type { ITEM_FILE, ITEM_TEXT, ITEM_STOP, ITEM_PART };

/* The chapters in reading order. */
struct item {
	enum item_type type;
	const char *file;
	int stage;
	struct line line;	/* ITEM_TEXT */
	struct stop *stop;	/* ITEM_STOP; ITEM_TEXT: the stop it is in */
	struct part *part;	/* ITEM_PART */
};

struct reference {
	char *target;		/* what stands behind "](#" */
	const char *file;
	int line;
};

struct complaint {
	int order;		/* of the file, then by line */
	int line;
	char *text;
};

struct book {
	struct item *items;
	int nr_items;
	struct stop **stops;
	int nr_stops;
	struct part **parts;
	int nr_parts;
	struct chunk **chunks;
	int nr_chunks;
	const char **files;
	int nr_files;
	struct reference *refs;
	int nr_refs;
	struct complaint *complaints;
	int nr_complaints;
	bool has_coverage;	/* it is known what the tests run */
	char **raw;		/* the stream itself, line by line */
	int nr_raw;
};

/* stream.c */
void book_read(struct book *book, FILE *in);
void read_references(struct book *book, const char *path);
struct chunk *book_chunk(const struct book *book, const char *name);
struct stop *book_stop(const struct book *book, const char *tag);
void complain(struct book *book, const char *file, int line,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* check.c */
int book_check(struct book *book);
void book_check_pages(struct book *book);
void book_table(const struct book *book, FILE *out);

/* coverage.c */
enum ran { RAN_SILENT, RAN_UNKNOWN, RAN_NOTHING, RAN_NEVER, RAN_PARTLY, RAN_ALL };

void read_coverage(struct book *book);
enum ran ran_of(const struct book *book, const struct stop *stop);
char *coverage_words(const struct book *book, const struct stop *stop);

/* mark.c, finish.c */
void book_mark(const struct book *book, FILE *out);
void book_roots(const struct book *book, FILE *out);
int finish(const char *root, FILE *in, FILE *out);

/* patch.c */
int apply_diff(const char *file, const char *diff);

/* read.c, weave.c */
int book_show(struct book *book, const char *stage, const char *stop,
	      const char *from, int window, const char *how);
int book_show_journey(struct book *book, const char *name, int window,
		      const char *how);
int book_weave(const struct book *book, const char *dir);

/* util.c */
void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));
char *read_whole(const char *path);
char **lines_of(const char *path, int *n);
bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);
bool is_blank(const char *s);
bool is_utf8(const char *s);

/* A string that grows. */
struct buf {
	char *s;
	size_t len;
	size_t size;
};

void buf_addn(struct buf *b, const char *s, size_t n);
void buf_add(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_reset(struct buf *b);

/* Make room for one more element at the end of an array, and return it zeroed. */
#define grow(array, nr) ({						\
	if (((nr) & ((nr) - 1)) == 0)					\
		(array) = xrealloc((array),				\
			((nr) ? 2 * (size_t)(nr) : 1) * sizeof(*(array))); \
	memset(&(array)[(nr)], 0, sizeof(*(array)));			\
	&(array)[(nr)++];						\
})

#endif
