// SPDX-License-Identifier: GPL-2.0-only
/*
 * book COMMAND: reads noweb's stream (or, for `finish', tangled code) on stdin.
 * People use extract/extract, which puts the pipelines together.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

static int usage(void)
{
	fprintf(stderr,
		"usage: book check [pages]|mark|roots\n"
		"       book finish ROOT\n"
		"       book patch FILE DIFF\n"
		"       book read STAGE STOP FROM WIDTH plain|mono|colour\n"
		"       book journey NAME WIDTH plain|mono|colour\n"
		"       book weave DIRECTORY\n"
		"       book pages BODIES TANGLED TAGS TEMPLATE DIRECTORY\n"
		"       book where TANGLED TAGS line|symbol|filter WHAT ADDRESSES\n"
		"       book answers TANGLED TAGS\n"
		"       book trace TANGLED TAGS NAME WIDTH short|plain|mono|colour\n"
		"       book tours DIRECTORY\n"
		"       book paper epub|html\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct book book = { 0 };
	const char *cmd = argc > 1 ? argv[1] : "";

	if (strcmp(cmd, "finish") == 0 && argc == 3)
		return finish(argv[2], stdin, stdout);
	if (strcmp(cmd, "patch") == 0 && argc == 4)
		return apply_diff(argv[2], argv[3]);

	book_read(&book, stdin);
	if (strcmp(cmd, "check") == 0 && argc <= 3) {
		if (argc == 3) {
			book_check_pages(&book);
			read_coverage(&book);
		}
		if (book_check(&book))
			return 1;
		book_table(&book, stdout);
	} else if (strcmp(cmd, "mark") == 0 && argc == 2) {
		book_mark(&book, stdout);
	} else if (strcmp(cmd, "roots") == 0 && argc == 2) {
		book_roots(&book, stdout);
	} else if (strcmp(cmd, "read") == 0 && argc == 7) {
		return book_show(&book, argv[2], argv[3], argv[4],
				 atoi(argv[5]), argv[6]);
	} else if (strcmp(cmd, "journey") == 0 && argc == 5) {
		return book_show_journey(&book, argv[2], atoi(argv[3]), argv[4]);
	} else if (strcmp(cmd, "weave") == 0 && argc == 3) {
		return book_weave(&book, argv[2]);
	} else if (strcmp(cmd, "pages") == 0 && argc == 7) {
		return book_pages(&book, argv[2], argv[3], argv[4], argv[5], argv[6]);
	} else if (strcmp(cmd, "where") == 0 && argc == 7) {
		return book_where(&book, argv[2], argv[3], argv[4], argv[5], argv[6]);
	} else if (strcmp(cmd, "answers") == 0 && argc == 4) {
		return book_answers(&book, argv[2], argv[3]);
	} else if (strcmp(cmd, "trace") == 0 && argc == 7) {
		return book_show_trace(&book, argv[2], argv[3], argv[4], atoi(argv[5]),
				       strcmp(argv[6], "short") != 0);
	} else if (strcmp(cmd, "tours") == 0 && argc == 3) {
		return book_tours(&book, argv[2]);
	} else if (strcmp(cmd, "paper") == 0 && argc == 3) {
		book_paper(&book, strcmp(argv[2], "epub") == 0, stdout);
	} else {
		return usage();
	}
	return 0;
}
