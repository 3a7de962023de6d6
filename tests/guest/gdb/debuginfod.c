// SPDX-License-Identifier: GPL-2.0-only
/*
 * The library by which gdb asks the network for debugging information, for a
 * machine without one: the real one needs curl and two dozen more. It never
 * has a client, so nothing else is ever asked for.
 */
void *debuginfod_begin(void)
{
	return 0;
}

/* Never called, but a program is not started without them. */
void debuginfod_end(void) { }
void debuginfod_find_debuginfo(void) { }
void debuginfod_find_executable(void) { }
void debuginfod_find_source(void) { }
void debuginfod_set_progressfn(void) { }
void debuginfod_set_user_data(void) { }
void debuginfod_get_user_data(void) { }
