// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cuts lines of code into tokens, for their colours and for links.  It knows as
 * much of each language as that takes, and a line it does not understand is
 * still the same line.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

static const char c_keywords[] =
	" alignas alignof asm auto break case const continue default do else enum "
	"extern for fallthrough goto if inline register restrict return signed "
	"sizeof static struct switch typedef typeof union unsigned volatile while "
	"_Static_assert static_assert __asm__ __attribute__ __always_inline "
	"__init __initdata __exit __user __iomem __percpu __must_check __packed "
	"__maybe_unused __ro_after_init __read_mostly __aligned __noreturn "
	"noinline asmlinkage __visible noinstr __initconst __refdata __rcu "
	"__force __cold __weak __pure __printf ";
static const char c_types[] =
	" void char short int long float double bool size_t ssize_t u8 u16 u32 "
	"u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 uint8_t uint16_t uint32_t "
	"uint64_t int8_t int16_t int32_t int64_t uintptr_t gfp_t pte_t pmd_t "
	"pgd_t pud_t loff_t off_t pid_t irqreturn_t FILE ktime_t ";
static const char shell_keywords[] =
	" if then else elif fi for while until do done case esac in function "
	"return exit set export local exec trap ";
static const char python_keywords[] =
	" and as assert break class continue def del elif else except finally for "
	"from if import in is lambda not or pass raise return try while with "
	"yield None True False ";
static const char make_keywords[] =
	" ifeq ifneq ifdef ifndef else endif include define endef export "
	"override ";
static const char kconfig_keywords[] =
	" config menuconfig bool tristate string hex int default depends on "
	"select imply help if endif menu endmenu choice endchoice prompt source "
	"def_bool ";

static bool in_list(const char *list, const char *s, size_t n)
{
	const char *p = list;

	while ((p = memmem(p, strlen(p), s, n))) {
		if (p[-1] == ' ' && p[n] == ' ')
			return true;
		p++;
	}
	return false;
}

enum syntax syntax_of(const char *file)
{
	static const struct { const char *suffix; enum syntax syntax; } known[] = {
		{ ".c", SYNTAX_C }, { ".h", SYNTAX_C }, { ".S", SYNTAX_ASM },
		{ "Makefile", SYNTAX_MAKE }, { "Kbuild", SYNTAX_MAKE },
		{ ".mk", SYNTAX_MAKE }, { "Kconfig", SYNTAX_KCONFIG },
		{ ".S.patch", SYNTAX_ASM_DIFF }, { ".patch", SYNTAX_DIFF }, { ".sh", SYNTAX_SHELL },
		{ ".py", SYNTAX_PYTHON },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (ends_with(file, known[i].suffix))
			return known[i].syntax;
	return SYNTAX_TEXT;
}

enum syntax syntax_named(const char *name)
{
	static const struct { const char *name; enum syntax syntax; } known[] = {
		{ "c", SYNTAX_C }, { "gnuassembler", SYNTAX_ASM },
		{ "asm", SYNTAX_ASM }, { "makefile", SYNTAX_MAKE },
		{ "kconfig", SYNTAX_KCONFIG }, { "diff", SYNTAX_DIFF },
		{ "bash", SYNTAX_SHELL }, { "sh", SYNTAX_SHELL },
		{ "python", SYNTAX_PYTHON },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].syntax;
	return SYNTAX_TEXT;
}

static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static size_t name_length(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

/* The length of what is quoted, with both quotes if the second is there. */
static size_t quoted_length(const char *s)
{
	char quote = *s;
	size_t n = 1;

	while (s[n] && s[n] != quote && s[n] != MARK_OPEN) {
		if (s[n] == '\\' && s[n + 1])
			n++;
		n++;
	}
	return n + (s[n] == quote);
}

static void put(struct highlighter *h, enum token type, const char *s, size_t n)
{
	if (n)
		h->token(h->arg, type, s, n);
}

/* A chunk that is used: the token is its name. */
static const char *put_use(struct highlighter *h, const char *s)
{
	const char *close = strchr(s, MARK_CLOSE);

	if (!close)
		return s + 1;
	put(h, TOKEN_USE, s + 1, close - s - 1);
	return close + 1;
}

/* A comment up to its end, or to the end of the line. */
static const char *block_comment(struct highlighter *h, const char *s, size_t from)
{
	const char *end = strstr(s + from, "*/");
	const char *use = strchr(s, MARK_OPEN);

	h->in_comment = !end;
	end = end ? end + 2 : s + strlen(s);
	if (use && use < end) {		/* never, if the author does as told */
		h->in_comment = false;
		end = use;
	}
	put(h, TOKEN_COMMENT, s, end - s);
	return end;
}

/* What stands before a name decides what it can be. */
struct before {
	char c;			/* the last character that is no blank, */
	char c2;		/* and the one before it */
	bool tag;		/* struct, union or enum */
};

static void remember(struct before *b, const char *s, size_t n)
{
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	if (!n)
		return;
	b->c = s[n - 1];
	b->c2 = n > 1 ? s[n - 2] : '\0';
	b->tag = false;
}

static bool is_member(const struct before *b)
{
	return b->c == '.' || (b->c == '>' && b->c2 == '-');
}

static const char *c_name(struct highlighter *h, struct before *b, const char *s)
{
	size_t n = name_length(s);
	enum token type = TOKEN_NAME;
	bool tag = false;

	if (in_list(c_keywords, s, n)) {
		type = TOKEN_KEYWORD;
		tag = in_list(" struct union enum ", s, n);
	} else if (in_list(c_types, s, n)) {
		type = TOKEN_TYPE;
	} else if (is_member(b)) {
		type = TOKEN_MEMBER;
	} else if (b->tag) {
		type = TOKEN_TAG;
	}
	put(h, type, s, n);
	remember(b, s, n);
	b->tag = tag;
	return s + n;
}

/* "#include <file>" and its kin; the rest of the line is C again. */
static const char *c_directive(struct highlighter *h, const char *s)
{
	size_t n = 1 + strspn(s + 1, " \t");
	const char *word = s + n;

	n += name_length(word);
	put(h, TOKEN_DIRECTIVE, s, n);
	if (!starts_with(word, "include"))
		return s + n;
	s += n;
	n = strspn(s, " \t");
	put(h, TOKEN_TEXT, s, n);
	s += n;
	n = *s == '"' ? quoted_length(s) : *s == '<' ? strcspn(s, ">") : 0;
	n += *s == '<' && s[n] == '>';
	put(h, TOKEN_INCLUDE, s, n);
	return s + n;
}

static void c_line(struct highlighter *h, const char *s)
{
	struct before before = { 0 };
	size_t n = strspn(s, " \t");

	if (h->in_comment) {
		s = block_comment(h, s, 0);
	} else if (s[n] == '#') {
		put(h, TOKEN_TEXT, s, n);
		s = c_directive(h, s + n);
	}
	while (*s) {
		if (*s == MARK_OPEN) {
			s = put_use(h, s);
			before.c = '\0';
		} else if (starts_with(s, "/*")) {
			s = block_comment(h, s, 2);
		} else if (starts_with(s, "//")) {
			n = strcspn(s, (char[]){ MARK_OPEN, '\0' });
			put(h, TOKEN_COMMENT, s, n);
			s += n;
		} else if (*s == '"' || *s == '\'') {
			n = quoted_length(s);
			put(h, TOKEN_STRING, s, n);
			remember(&before, "\"", 1);
			s += n;
		} else if (is_name_start(*s)) {
			s = c_name(h, &before, s);
		} else if (isdigit((unsigned char)*s)) {
			n = 0;
			while (isalnum((unsigned char)s[n]) || s[n] == '.')
				n++;
			put(h, TOKEN_NUMBER, s, n);
			remember(&before, s, n);
			s += n;
		} else {
			n = 1;
			while (s[n] && !isalnum((unsigned char)s[n]) &&
			       !strchr("_\"'/", s[n]) && s[n] != MARK_OPEN)
				n++;
			put(h, TOKEN_TEXT, s, n);
			/* "..." is followed by no member */
			if (n >= 3 && starts_with(s + n - 3, "..."))
				remember(&before, ",", 1);
			else
				remember(&before, s, n);
			s += n;
		}
	}
}

static bool is_cpp_directive(const char *s)
{
	static const char list[] =
		" include define undef if ifdef ifndef elif else endif error line ";

	s += 1 + strspn(s + 1, " \t");
	return in_list(list, s, name_length(s)) && name_length(s);
}

static void asm_line(struct highlighter *h, const char *s)
{
	size_t n = strspn(s, " \t");
	bool first = true;	/* the instruction is still to come */

	if (h->in_comment) {
		s = block_comment(h, s, 0);
	} else if (s[n] == '#' && is_cpp_directive(s + n)) {
		put(h, TOKEN_TEXT, s, n);
		s = c_directive(h, s + n);
		first = false;
	}
	while (*s) {
		n = 1;
		if (*s == MARK_OPEN) {
			s = put_use(h, s);
			continue;
		} else if (starts_with(s, "/*")) {
			s = block_comment(h, s, 2);
			continue;
		} else if (starts_with(s, "//") || *s == '#') {
			n = strlen(s);
			put(h, TOKEN_COMMENT, s, n);
		} else if (*s == '"') {
			n = quoted_length(s);
			put(h, TOKEN_STRING, s, n);
		} else if (*s == '%' && is_name_start(s[1])) {
			n = 1 + name_length(s + 1);
			put(h, TOKEN_REGISTER, s, n);
		} else if (is_name_start(*s) ||
			   (*s == '.' && is_name_start(s[1]))) {
			n = 1 + name_length(s + 1);
			if (s[n] == ':' || starts_with(s, ".L")) {
				put(h, TOKEN_NAME, s, n);
			} else if (*s == '.' || starts_with(s, "rep ")) {
				put(h, TOKEN_DIRECTIVE, s, n);
				first = false;
			} else {
				put(h, first && islower((unsigned char)*s) ?
				    TOKEN_KEYWORD : TOKEN_NAME, s, n);
				first = false;
			}
		} else if (isdigit((unsigned char)*s)) {
			n = name_length(s);
			put(h, TOKEN_NUMBER, s, n);
		} else {
			if (*s == ';')
				first = true;
			while (isspace((unsigned char)s[0]) &&
			       isspace((unsigned char)s[n]))
				n++;
			put(h, TOKEN_TEXT, s, n);
		}
		s += n;
	}
}

/* Languages in which # begins a comment, and which have strings and keywords. */
static void script_line(struct highlighter *h, const char *s,
			const char *keywords, bool dollars, bool quotes)
{
	char last = ' ';
	bool first = true;	/* Kconfig's keywords stand in front only */

	while (*s) {
		size_t n = 1;

		if (*s == MARK_OPEN) {
			s = put_use(h, s);
			continue;
		} else if (*s == '#' && isspace((unsigned char)last)) {
			n = strcspn(s, (char[]){ MARK_OPEN, '\0' });
			put(h, TOKEN_COMMENT, s, n);
		} else if (quotes && (*s == '"' || *s == '\'')) {
			n = quoted_length(s);
			put(h, TOKEN_STRING, s, n);
		} else if (dollars && *s == '$' && s[1]) {
			n = s[1] == '(' || s[1] == '{' ?
				strcspn(s, ")}" "\016") : 1;
			n += n > 1 && s[n] && s[n] != MARK_OPEN;
			if (n == 1)
				n = is_name_start(s[1]) ?
					1 + name_length(s + 1) : 2;
			put(h, TOKEN_REGISTER, s, n);
		} else if (is_name_start(*s)) {
			bool keyword = in_list(keywords, s, n = name_length(s));

			if (h->syntax == SYNTAX_KCONFIG && !first)
				keyword = starts_with(s, "if ");
			put(h, keyword ? TOKEN_KEYWORD : TOKEN_NAME, s, n);
			first = n == 7 && starts_with(s, "depends");
		} else if (isdigit((unsigned char)*s)) {
			n = name_length(s);
			put(h, TOKEN_NUMBER, s, n);
		} else {
			put(h, TOKEN_TEXT, s, 1);
		}
		last = s[n - 1];
		s += n;
	}
}

static void plain_line(struct highlighter *h, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, (char[]){ MARK_OPEN, '\0' });

		put(h, TOKEN_TEXT, s, n);
		s += n;
		if (*s)
			s = put_use(h, s);
	}
}

void highlight(struct highlighter *h, const char *s)
{
	switch (h->syntax) {
	case SYNTAX_C:
		c_line(h, s);
		break;
	case SYNTAX_ASM:
		asm_line(h, s);
		break;
	case SYNTAX_MAKE:
		script_line(h, s, make_keywords, true, false);
		break;
	case SYNTAX_KCONFIG:
		script_line(h, s, kconfig_keywords, false, true);
		break;
	case SYNTAX_SHELL:
		script_line(h, s, shell_keywords, true, true);
		break;
	case SYNTAX_PYTHON:
		script_line(h, s, python_keywords, false, true);
		break;
	case SYNTAX_DIFF:
	case SYNTAX_ASM_DIFF:
		/* The line's own mark, and code behind it. */
		if (*s == ' ' || *s == '+' || *s == '-') {
			put(h, TOKEN_TEXT, s, 1);
			if (h->syntax == SYNTAX_DIFF)
				c_line(h, s + 1);
			else
				asm_line(h, s + 1);
		} else {
			h->in_comment = false;
			plain_line(h, s);
		}
		break;
	default:
		plain_line(h, s);
	}
}
