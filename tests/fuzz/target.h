/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A target is a file that says what a group of checks promises, in words of
 * its own, and has these:
 *
 *	promises about: NAME NAME...	in a comment: functions of checks.h
 *	enum { WORDS = n };		how many 32-bit numbers a try takes
 *	static void attempt(const u32 *w)	tries them
 *	static void enumerate(void)	tries all there are, where they are few
 *
 * It is compiled twice: with libFuzzer, which looks for numbers, and with
 * replay.c, which tries the same numbers again.
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel.h"
#include "checks.h"

/* abort() is what libFuzzer takes for a find. */
#define promise(it)							\
	do {								\
		if (!(it)) {						\
			fprintf(stderr, "%s:%d: broken promise: %s\n",	\
				__FILE__, __LINE__, #it);		\
			abort();					\
		}							\
	} while (0)

static void attempt(const u32 *w);
static void enumerate(void);

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TARGET								\
int LLVMFuzzerInitialize(int *argc, char ***argv)			\
{									\
	(void)argc;							\
	(void)argv;							\
	enumerate();							\
	return 0;							\
}									\
									\
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)		\
{									\
	u32 w[WORDS] = { 0 };						\
									\
	memcpy(w, data, size < sizeof(w) ? size : sizeof(w));		\
	attempt(w);							\
	return 0;							\
}

#endif
