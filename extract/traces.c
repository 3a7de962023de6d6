// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recordings of what ran (tests/machine/trace makes them; README.md has the
 * format), and which function of the Host answers what is in them.  The book's
 * own are chapters/traces/NN-NAME.txt, each with NN-NAME.md to introduce it;
 * those that somebody made are build/trace/NAME.txt.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web.h"

/*
 * The one place that knows who answers.  A name that ends in a hyphen stands for
 * all that begin so.  Functions are looked up in the book, so a stop may change.
 */
static const struct answer answers[] = {
	/* why the Guest came out */
	{ "hypercall", "handle_trap", "a hypercall" },
	{ "page-fault", "handle_page_fault", "a page fault" },
	{ "trap-13", "handle_protection_fault", "a protection fault" },
	{ "trap-", "deliver_trap", "trap " },
	{ "interrupt-", "call_host_handler", "the Host's interrupt " },
	{ "nmi", "call_host_handler", "an NMI or a machine check" },
	/* which calls were served */
	{ "FLUSH_ASYNC", "do_hcall", NULL },
	{ "LGUEST_INIT", "initialize_guest", NULL },
	{ "CRASH", "end_guest", NULL },
	{ "LOAD_GDT", "load_guest_gdt", NULL },
	{ "NEW_PGTABLE", "guest_new_pgtable", NULL },
	{ "FLUSH_TLB", "guest_flush_tlb", NULL },
	{ "LOAD_IDT_ENTRY", "load_guest_idt_entry", NULL },
	{ "SET_STACK", "set_stack", NULL },
	{ "TS", "do_hcall", NULL },
	{ "SET_CLOCKEVENT", "set_clockevent", NULL },
	{ "HALT", "wait_for_interrupt", NULL },
	{ "GET_WALLCLOCK", "do_hcall", NULL },
	{ "BIND_DMA", "bind_dma", NULL },
	{ "SEND_DMA", "send_dma", NULL },
	{ "SET_PTE", "guest_set_pte", NULL },
	{ "SET_PMD", "guest_set_pmd", NULL },
	{ "LOAD_TLS", "load_guest_tls", NULL },
	{ "IRET", "return_for_guest", NULL },
	{ "SET_DEBUGREG", "guest_set_debugreg", NULL },
	{ "FILL", "fill_for_guest", NULL },
	{ "SWITCH_PGTABLE", "guest_new_pgtable", NULL },
	/* what else the Host did */
	{ "filled", "demand_page", "the shadow is filled" },
	{ "guests-own", "demand_page", "the fault is the Guest's own" },
	{ "killed", "kill_guest", "the Guest is killed" },
	{ "give-page-fault", "deliver_trap", "the page fault is handed on" },
	{ "give-trap-", "deliver_trap", "the Guest is given trap " },
	{ "interrupt", "deliver_interrupt", "the Guest is given an interrupt" },
	{ "tell-nothing", "run_until_event", "the Launcher's read() ends with nothing" },
	{ "tell-", "run_until_event", "the Launcher is told: " },
};

#define NR_ANSWERS (int)(sizeof(answers) / sizeof(answers[0]))

const struct answer *find_answer(const char *name)
{
	int i;

	for (i = 0; i < NR_ANSWERS; i++)
		if (strcmp(answers[i].name, name) == 0)
			return &answers[i];
	for (i = 0; i < NR_ANSWERS; i++)
		if (ends_with(answers[i].name, "-") && starts_with(name, answers[i].name))
			return &answers[i];
	return NULL;
}

/* What it is called for people; code is in backticks. */
char *answer_words(const char *name)
{
	const struct answer *a = find_answer(name);

	if (!a || !a->words)
		return xasprintf("`%s`", name);
	return xasprintf("%s%s", a->words, ends_with(a->name, "-") ?
			 name + strlen(a->name) : "");
}

/* Where the book defines a function, in one of these folders. */
const struct symbol *defined_in(const struct web *web, const char *name,
				const char * const *folders)
{
	int i, n = 0;
	const struct symbol *s = first_symbol(web, name, strlen(name), &n);

	for (; n--; s++) {
		const char *root = web->files[s->file].root;

		if (s->kind != 'f' && s->kind != 'a')
			continue;
		for (i = 0; folders[i]; i++)
			if (starts_with(root, folders[i]))
				return s;
	}
	return NULL;
}

const struct stop *stop_of(const struct web *web, const struct symbol *s)
{
	return s ? web->files[s->file].from[s->line - 1].stop : NULL;
}

/* The stop that tells how the Host answers; NULL if there is none. */
const struct stop *stop_of_answer(const struct web *web, const char *name)
{
	static const char * const folders[] = { "host/", "switcher/", NULL };
	const struct answer *a = find_answer(name);

	return a ? stop_of(web, defined_in(web, a->function, folders)) : NULL;
}

/* A line for each: its name, the function, the stop. What has none is an error. */
int book_answers(struct book *book, const char *tangled, const char *tags)
{
	struct web web = { .book = book };
	int i, bad = 0;

	find_pages(&web);
	read_tangled(&web, tangled);
	read_symbols(&web, tags);
	for (i = 0; i < NR_ANSWERS; i++) {
		const struct stop *stop = stop_of_answer(&web, answers[i].name);

		printf("%s %s %s\n", answers[i].name, answers[i].function,
		       stop ? stop->tag : "-");
		bad += !stop;
	}
	return bad != 0;
}

/* ---- reading ---- */

static bool is_name(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s);
}

static bool header_line(struct trace *t, const char *line)
{
	const struct { const char *key; char **text; long long *number; } fields[] = {
		{ "what ", &t->what, NULL }, { "kernel ", &t->kernel, NULL },
		{ "cpu ", &t->cpu, NULL }, { "memory ", &t->memory, NULL },
		{ "status ", NULL, &t->status },
		{ "instructions ", NULL, &t->instructions },
		{ "untraced ", NULL, &t->untraced }, { "records ", NULL, &t->records },
		{ "record ", NULL, &t->record },
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (!starts_with(line, fields[i].key))
			continue;
		line += strlen(fields[i].key);
		if (fields[i].text)
			*fields[i].text = xstrdup(line);
		else
			*fields[i].number = atoll(line);
		return true;
	}
	return false;
}

/* "SET_PTE*17,FILL" */
static bool read_did(struct happening *h, char *s)
{
	char *word, *save = NULL;

	if (strcmp(s, "-") == 0)
		return true;
	for (word = strtok_r(s, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		char *star = strchr(word, '*');
		struct deed *d = grow(h->did, h->nr_did);

		if (star)
			*star++ = '\0';
		d->name = xstrdup(word);
		d->times = star ? atoi(star) : 1;
		if (!find_answer(word) || d->times < 1)
			return false;
	}
	return true;
}

/* A string of numbers; where it ends is returned, NULL if it is too short. */
static char *read_numbers(char *s, long long *numbers, int n)
{
	char *end;

	while (n--) {
		*numbers = strtoll(s, &end, 10);
		if (end == s || *end != ' ' || *numbers++ < 0)
			return NULL;
		s = end + 1;
	}
	return s;
}

static bool happening_line(struct trace *t, char *line)
{
	struct happening *h = grow(t->rows, t->nr_rows);
	long long numbers[2 + NR_LANES], ring;
	char *s = read_numbers(line, numbers, 2 + NR_LANES), *save = NULL;

	if (!s)
		return false;
	h->at = numbers[0];
	h->times = numbers[1];
	memcpy(h->spent, numbers + 2, sizeof(h->spent));
	s = strtok_r(s, " ", &save);
	h->why = s ? xstrdup(s) : NULL;
	if (!s || !(s = read_numbers(save, &ring, 1)))
		return false;
	h->ring = ring;
	s = strtok_r(s, " ", &save);
	h->where = s ? xstrdup(s) : NULL;
	s = s ? strtok_r(NULL, " ", &save) : NULL;
	return s && h->times > 0 && h->times < INT_MAX &&
	       (strcmp(h->why, "begin") == 0 || strcmp(h->why, "end") == 0 || find_answer(h->why)) &&
	       read_did(h, s);
}

/* Complains of what is not as it should be, once. */
static void read_trace(struct book *book, struct trace *t)
{
	int i, n = 0, rows = 0;
	char **lines = lines_of(t->path, &n);

	if (!n || strcmp(lines[0], "lguest trace 1") != 0) {
		complain(book, t->path, 1, "no recording: it begins with \"lguest trace 1\"");
		return;
	}
	for (i = 1; i < n; i++) {
		bool well = true;

		if (!*lines[i] && !rows)
			rows = i + 1;
		else if (rows)
			well = happening_line(t, lines[i]);
		else
			well = header_line(t, lines[i]);
		if (!well) {
			complain(book, t->path, i + 1, "no line of a recording");
			return;
		}
	}
	if (!t->nr_rows || !t->what || !t->kernel || !t->cpu || !t->memory ||
	    t->instructions <= 0 || strcmp(t->rows[t->nr_rows - 1].why, "end") != 0)
		complain(book, t->path, n, "the recording is not whole");
}

/* "# Title" and prose; its references are the book's. */
static void read_introduction(struct book *book, struct trace *t)
{
	int i, n = 0;
	char **lines;

	if (access(t->introduction, R_OK) != 0) {
		complain(book, t->path, 1, "a recording of the book's has an introduction, %s",
			 t->introduction);
		return;
	}
	read_references(book, t->introduction);
	lines = lines_of(t->introduction, &n);
	for (i = 0; i < n && !t->title; i++)
		if (starts_with(lines[i], "# "))
			t->title = xstrdup(lines[i] + 2);
	if (!t->title)
		complain(book, t->introduction, 1, "an introduction begins with its title, \"# One …\"");
}

static void add_traces(struct book *book, struct traces *all, const char *pattern, bool ours)
{
	glob_t g;
	size_t i;

	if (glob(pattern, 0, NULL, &g) != 0)
		return;
	for (i = 0; i < g.gl_pathc; i++) {
		const char *base = strrchr(g.gl_pathv[i], '/') + 1;
		int well = book->nr_complaints;
		struct trace *t;

		if (ours)
			base += strspn(base, "0123456789-");
		t = grow(all->v, all->n);
		t->path = xstrdup(g.gl_pathv[i]);
		t->ours = ours;
		t->name = xstrndup(base, strlen(base) - 4);
		if (!is_name(t->name))
			complain(book, t->path, 1, "a recording is called by small letters, digits and hyphens");
		read_trace(book, t);
		if (ours) {
			t->introduction = xasprintf("%.*s.md", (int)strlen(t->path) - 4, t->path);
			read_introduction(book, t);
		}
		if (!t->title)
			t->title = xstrdup(t->what ? t->what : t->name);
		if (!ours && book->nr_complaints > well) {
			fprintf(stderr, "%s; left out\n", book->complaints[well].text);
			book->nr_complaints = well;
			all->n--;
		}
	}
	globfree(&g);
}

void read_traces(struct book *book, struct traces *all, bool others)
{
	add_traces(book, all, "chapters/traces/*.txt", true);
	if (others)
		add_traces(book, all, "build/trace/*.txt", false);
}
