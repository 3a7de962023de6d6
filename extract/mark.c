// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter before noweb's `nt'.  It puts a line before and after each part of
 * a chunk that says where the part comes from.  `nt' indents and moves these
 * lines with the code; finish.c turns them into comments and #line directives.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "book.h"
#include "marker.h"

/*
 * The marker that opens a part takes the rest of its line.  The next line has
 * nothing but a marker, so that one can see the indentation before it.  The one
 * that closes a part has one character after it: '1' after a chunk's last part.
 */
static void open_part(const struct part *part, FILE *out)
{
	fprintf(out, "@text %c%s%c%s%c%s%c%d%c%s%c%d\n@nl\n@text %c\n@nl\n",
		PART_OPEN,
		part->stop ? part->stop->tag : "", FIELD_SEP,
		part->stop ? part->stop->plain : "", FIELD_SEP,
		part->file, FIELD_SEP, part->line + 1, FIELD_SEP,
		part->chunk->name, FIELD_SEP, part->nth, PART_INDENT);
}

static void close_part(const struct part *part, FILE *out)
{
	bool last = part->nth == part->chunk->nr_parts - 1;

	fprintf(out, "@text %c%c\n@nl\n", PART_CLOSE, last ? '1' : '0');
}

void book_mark(const struct book *book, FILE *out)
{
	int next = 0;
	bool begun = false;
	int i;

	for (i = 0; i < book->nr_raw; i++) {
		const char *s = book->raw[i];

		if (starts_with(s, "@end code"))
			close_part(book->parts[next++], out);
		fprintf(out, "%s\n", s);
		if (starts_with(s, "@defn "))
			begun = true;
		if (begun && strcmp(s, "@nl") == 0) {
			open_part(book->parts[next], out);
			begun = false;
		}
	}
}

void book_roots(const struct book *book, FILE *out)
{
	int i;

	for (i = 0; i < book->nr_chunks; i++)
		if (book->chunks[i]->root && book->chunks[i]->nr_parts)
			fprintf(out, "%s\n", book->chunks[i]->name);
}
