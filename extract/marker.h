/* SPDX-License-Identifier: GPL-2.0-only */
/* What mark.c writes into the stream, and finish.c takes out of the code. */
#ifndef MARKER_H
#define MARKER_H

#define PART_OPEN	'\001'	/* tag, title, file, line, chunk, nth part */
#define PART_INDENT	'\003'	/* alone on a line: how far nt indents the part */
#define PART_CLOSE	'\002'	/* '1' after the chunk's last part, else '0' */
#define FIELD_SEP	'\037'

#endif
