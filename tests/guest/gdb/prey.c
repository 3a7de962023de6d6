// SPDX-License-Identifier: GPL-2.0-only
/* A program to be looked at by gdb.py's debugger, line by line. */
#include <unistd.h>

volatile int counter, seen;

static void __attribute__((noinline)) bump(int by)
{
	counter += by;
}

int main(void)
{
	for (int i = 1; i <= 3; i++) {
		bump(i);
		seen += counter;
	}
	return write(1, "prey ends\n", 10) != 10;
}
