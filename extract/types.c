// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of which struct a member is: follows lg->regs->eip and table[i].name through a
 * line, from what ctags says of variables and members.  A name that is not ours has
 * members that are not ours either, whatever they are called.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

static const char not_ours[] = "";

/* The struct in ctags' "struct:lguest *" or "typename:const struct lguest *". */
const char *struct_of(const char *typeref)
{
	const char *s = typeref;
	size_t n;

	if (!s)
		return not_ours;
	if (starts_with(s, "struct:") || starts_with(s, "union:")) {
		s = strchr(s, ':') + 1;
	} else {
		s = strstr(s, "struct ");
		if (!s || (strchr(typeref, '(') && strchr(typeref, '(') < s))
			return not_ours;
		s += strlen("struct ");
	}
	for (n = 0; isalnum((unsigned char)s[n]) || s[n] == '_'; n++)
		;
	return starts_with(s, "__anon") ? NULL : xstrndup(s, n);
}

static void push(struct chain *c)
{
	if (c->depth < CHAIN_DEPTH)
		c->outer[c->depth] = c->type;
	c->depth++;
	c->type = NULL;
}

static void pop(struct chain *c)
{
	c->type = NULL;
	if (c->depth && --c->depth < CHAIN_DEPTH)
		c->type = c->outer[c->depth];
}

/* "= {" behind a struct's name, or "(struct pair) {": its members follow, bare. */
static void open_brace(struct chain *c)
{
	if (!c->init && c->tag && (c->last == '=' || c->last == ')')) {
		c->init = c->tag;
		c->init_braces = c->braces;
	}
	c->braces++;
}

static void close_brace(struct chain *c)
{
	if (c->braces)
		c->braces--;
	if (c->init && c->braces <= c->init_braces)
		c->init = NULL;
}

/* What stands between names: only some of it leads from one to its member. */
void chain_text(struct chain *c, const char *s, size_t n)
{
	for (; n; s++, n--) {
		if (isspace((unsigned char)*s))
			continue;
		if (*s == '.')
			c->bare = !c->last || strchr("{,(", c->last);
		else if (*s == '[' || *s == '(')
			push(c);
		else if (*s == ']' || *s == ')')
			pop(c);
		else if (!(*s == '-' && n > 1 && s[1] == '>') &&
			 !(*s == '>' && c->last == '-'))
			c->type = NULL;
		if (*s == '{')
			open_brace(c);
		if (*s == '}')
			close_brace(c);
		if (*s == ';' && !c->init)
			c->tag = NULL;
		c->last = *s;
	}
}

/* Anything that is no name and no text. */
void chain_break(struct chain *c)
{
	c->type = NULL;
	c->last = 'x';
}

/* A line begins; initializers go on over its end, chains do not. */
void chain_line(struct chain *c)
{
	c->type = NULL;
	c->depth = 0;
	c->last = '\0';
}

void chain_name(struct chain *c, const char *type)
{
	c->type = type;
	c->last = 'x';
}

void chain_tag(struct chain *c, const char *s, size_t n)
{
	c->tag = xstrndup(s, n);
	chain_break(c);
}

/* Whose member comes next; NULL: nobody knows, "": none of ours. */
const char *chain_scope(const struct chain *c)
{
	if (c->last == '.' && c->bare)
		return c->init ? c->init : not_ours;
	return c->type;
}
