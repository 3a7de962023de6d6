/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The book as web pages: what the writers of pages share.  A page is built in a
 * buffer, and all of them lie in one folder, so that every link is a name.
 */
#ifndef WEB_H
#define WEB_H

#include "book.h"

#define PAGE_LIMIT	(300 * 1024)	/* bytes of HTML */

/* A chapter file is a page. */
struct page {
	char *slug;		/* "guest-entry": its name for ever, without ".html" */
	char *title;		/* plain text */
	const char *file;
	int stage;
};

/* A line of a tangled file, and where it comes from. */
struct origin {
	const struct stop *stop;
	int line;		/* of the chapter, 0 when unknown */
	bool hidden;		/* a #line, or the comment that closes a stop */
	bool opens;		/* the comment that opens a stop */
};

struct tangled {
	const char *root;	/* "guest/boot.c" */
	char *slug;		/* "src-guest-boot.c" */
	char **lines;
	struct origin *from;
	int n;
};

struct symbol {
	const char *name;
	char kind;		/* as in symbols.c: f function, m member, a label … */
	int file;		/* index into web.files */
	int line;
	int end;		/* of a function, 0 when unknown */
	char *scope;		/* the struct of a member */
	const char *type;	/* its own, as in types.c */
	const struct stop **uses;	/* stops that mention it, each once */
	int nr_uses;
};

/* A name that means something else inside a function. */
struct local {
	const char *name;
	int file;
	int from;
	int to;
	const char *type;	/* as in types.c */
};

struct step {
	const struct stop *stop;
	char *text;		/* the sentence */
};

struct journey {
	char *name;		/* "system-call" */
	char *title;
	struct step *steps;
	int nr_steps;
};

/* Who was at work: columns of a recording, and lanes of its timeline. */
enum lane { IN_GUEST, IN_HOST, IN_LAUNCHER, IN_OTHERS, ASLEEP, NR_LANES };

/* What the Host did, and how often. */
struct deed {
	char *name;		/* "SET_PTE", as in the table of traces.c */
	int times;
};

/* A line of a recording: a stretch of the Guest, why it ended, what was done. */
struct happening {
	long long at;		/* instructions from the beginning to the exit */
	long long times;
	long long spent[NR_LANES];	/* instructions, of all times together */
	char *why;		/* "hypercall", or "end" */
	int ring;
	char *where;		/* the Guest's function, "-" for a program */
	struct deed *did;
	int nr_did;
};

struct trace {
	char *name;		/* "page-fault" */
	char *path;
	bool ours;		/* the book's own */
	char *introduction;	/* path of it, NULL if it is not the book's */
	char *title;
	char *what, *kernel, *cpu, *memory;
	long long status, instructions, untraced, records, record;
	struct happening *rows;
	int nr_rows;
};

struct traces {
	struct trace *v;
	int n;
};

/* Which function answers to something. */
struct answer {
	const char *name, *function;
	const char *words;	/* NULL: the name itself */
};

/* Where in the tangled files a line of a chapter went. */
struct place {
	int file;		/* -1: nowhere */
	int line;
};

struct web {
	const struct book *book;
	const char *template;
	struct page *pages;
	int nr_pages;
	struct tangled *files;
	int nr_files;
	struct place **places;	/* [index of the chapter][line] */
	int *nr_places;
	struct symbol *symbols;	/* sorted by name */
	int nr_symbols;
	struct local *locals;	/* sorted by name */
	int nr_locals;
	struct journey *journeys;
	int nr_journeys;
	struct traces traces;
};

/* weave.c */
char *slug(const char *name);
char *part_id(const struct part *part);
const char *file_of(const struct chunk *chunk);
bool is_boilerplate(const struct part *part);
void put_prose(FILE *out, const char *s);
void put_prose_line(FILE *out, const struct line *line);
void find_pages(struct web *web);
const struct page *page_of_file(const struct web *web, const char *file);
const struct page *page_of_stop(const struct web *web, const struct stop *stop);
char *stage_slug(int stage);
void put_file(const char *dir, const char *name, const struct buf *b);

/* where.c */
int book_where(const struct book *book, const char *tangled, const char *tags,
	       const char *how, const char *what, const char *addresses);

/* tours.c */
int book_tours(struct book *book, const char *dir);

/* paper.c */
void book_paper(struct book *book, bool epub, FILE *out);

/* journeys.c */
void read_journeys(struct book *book, struct journey **journeys, int *nr);

/* traces.c */
const struct answer *find_answer(const char *name);
char *answer_words(const char *name);
const struct symbol *defined_in(const struct web *web, const char *name,
				const char * const *folders);
const struct stop *stop_of(const struct web *web, const struct symbol *s);
const struct stop *stop_of_answer(const struct web *web, const char *name);
int book_answers(struct book *book, const char *tangled, const char *tags);
void read_traces(struct book *book, struct traces *all, bool others);

/* ran.c */
void put_trace(struct web *web, struct buf *b, const struct trace *t);
int book_show_trace(struct book *book, const char *tangled, const char *tags,
		    const char *name, int window, bool whole);

/* tangled.c */
void read_tangled(struct web *web, const char *dir);
struct place place_of(const struct web *web, const char *file, int line);

/* symbols.c */
void read_symbols(struct web *web, const char *tags);
struct symbol *first_symbol(const struct web *web, const char *name, size_t n,
			    int *count);
const struct symbol *function_at(const struct web *web, struct place place);
const struct local *local_at(const struct web *web, const char *name, size_t n,
			     struct place place);
void use_symbol(struct symbol *symbol, const struct stop *stop);

/* types.c: a.b[i]->c, as far as it has been read */
#define CHAIN_DEPTH	8

struct chain {
	const char *type;	/* the struct of it; NULL: unknown, "": not ours */
	const char *outer[CHAIN_DEPTH];	/* before each ( or [ that is open */
	int depth;
	char last;		/* the last character that is no blank */
	bool bare;		/* a dot with nothing in front of it */
	const char *tag;	/* the last struct that was named */
	const char *init;	/* whose initializer this is, */
	int braces;
	int init_braces;	/* and how many braces are around it */
};

const char *struct_of(const char *typeref);
void chain_text(struct chain *c, const char *s, size_t n);
void chain_break(struct chain *c);
void chain_line(struct chain *c);
void chain_name(struct chain *c, const char *type);
void chain_tag(struct chain *c, const char *s, size_t n);
const char *chain_scope(const struct chain *c);

/* code.c: colours.  A token is a piece of a line that has one. */
enum token {
	TOKEN_TEXT, TOKEN_NAME, TOKEN_MEMBER, TOKEN_TAG, TOKEN_KEYWORD,
	TOKEN_TYPE, TOKEN_STRING, TOKEN_NUMBER, TOKEN_COMMENT, TOKEN_DIRECTIVE,
	TOKEN_REGISTER, TOKEN_INCLUDE, TOKEN_USE,
};

enum syntax {
	SYNTAX_TEXT, SYNTAX_C, SYNTAX_ASM, SYNTAX_MAKE, SYNTAX_KCONFIG,
	SYNTAX_SHELL, SYNTAX_PYTHON, SYNTAX_DIFF, SYNTAX_ASM_DIFF,
};

struct highlighter {
	enum syntax syntax;
	bool in_comment;	/* one that goes on from the line before */
	void (*token)(void *arg, enum token type, const char *s, size_t n);
	void *arg;
};

enum syntax syntax_of(const char *file);
enum syntax syntax_named(const char *name);
void highlight(struct highlighter *h, const char *line);

/* html.c */
void html_addn(struct buf *b, const char *s, size_t n);
void html_add(struct buf *b, const char *s);
void html_title(struct buf *b, const char *s);
void html_chunk_name(struct buf *b, const char *s);
void html_figure_words(struct buf *b, const char *name);
char *grouped(long long n);
void buf_addf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* listing.c: code as HTML */
struct listing {
	struct web *web;
	struct buf *out;
	const char *page;	/* slug of the page it stands on */
	int depth;		/* of chunks that may unfold inside another */
	bool on_file_page;
};

void put_part(struct listing *l, const struct part *part);
void put_block(struct listing *l, enum syntax syntax, const char *text);
void put_tangled(struct listing *l, const struct tangled *t);
bool put_name_link(struct listing *l, const char *code, size_t n,
		   const char *folder, const struct stop *stop);

/* index.c */
void put_indexes(struct web *web, const char *dir);
void put_search(struct web *web, const char *dir);
const char *kind_name(char kind);
char *symbol_href(const struct symbol *symbol);
void put_stop_link(struct web *web, struct buf *b, const struct stop *stop);
void put_stop_list(struct web *web, struct buf *b, const struct page *page,
		   bool ids, bool local);

/* covered.c */
void put_coverage(const struct book *book, struct buf *b, const struct stop *stop);
void put_coverage_figures(const struct book *book, struct buf *b,
			  const struct stop *stop);
void put_coverage_page(struct web *web, const char *dir);

/* A page's parts, all HTML; what is NULL is left out. */
struct sheet {
	const char *name;	/* without ".html" */
	const char *title;
	const char *about;	/* NULL: what the whole book is about */
	int stage;		/* + 1, of a chapter or stage; 0: none */
	const char *main;
	const char *outline;
	const char *prev, *prev_title;
	const char *next, *next_title;
};

/* pages.c */
char *assemble_prose(struct web *web, const char *page, const char *body);
void write_page(struct web *web, const char *dir, const struct sheet *sheet);
int book_pages(struct book *book, const char *bodies, const char *tangled,
	       const char *tags, const char *template, const char *out);

/* cover.c */
void write_cover(struct web *web, const char *bodies, const char *dir);

#endif
