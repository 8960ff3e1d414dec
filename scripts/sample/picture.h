/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* 8-bit pictures in PPM and PGM files of the plainest form, as aefilter writes them. */
#ifndef SAMPLE_PICTURE_H
#define SAMPLE_PICTURE_H

#include <stdint.h>
#include <stdio.h>

enum { PICTURE_MAX_SIDE = 8192 };

typedef struct {
  int width, height;
  size_t bytes;
  uint8_t *rgb; /* to be freed; NULL in the result of what failed */
} Picture;

Picture picture_new(int width, int height);
Picture picture_read(FILE *file); /* PPM */
Picture picture_open(const char *path);
Picture picture_next(FILE *file);    /* PGM, grey as RGB; NULL also at the end of several in one file */
int picture_write(const Picture *p); /* to stdout; 0 or 1 */

#endif
