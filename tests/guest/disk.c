// SPDX-License-Identifier: GPL-2.0-only
/*
 * disk - what dd cannot do to a disk
 *
 *	disk zero FILE FROM BYTES	zeros, and the room stays taken
 *	disk punch FILE FROM BYTES	zeros, and the room is given back
 *
 * Says why, if it fails, and exits with 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	uint64_t range[2];
	int fd, err;

	if (argc != 5) {
		fputs("usage: disk zero|punch FILE FROM BYTES\n", stderr);
		return 1;
	}
	fd = open(argv[2], O_RDWR | O_LARGEFILE);
	range[0] = strtoull(argv[3], NULL, 0);
	range[1] = strtoull(argv[4], NULL, 0);
	if (!strcmp(argv[1], "zero"))
		err = ioctl(fd, BLKZEROOUT, range);
	else
		err = fallocate64(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
				  range[0], range[1]);
	if (!err)
		return 0;
	fprintf(stderr, "disk: %s: %s\n", argv[2], strerror(errno));
	return 1;
}
