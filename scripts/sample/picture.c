/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

Picture picture_new(int width, int height) {
  Picture p = {width, height, 0, NULL};
  if (width < 1 || height < 1 || width > PICTURE_MAX_SIDE || height > PICTURE_MAX_SIDE)
    return p;
  p.bytes = (size_t)width * height * 3;
  p.rgb = malloc(p.bytes);
  return p;
}

Picture picture_read(FILE *file) {
  int width = 0, height = 0, maxval = 0;
  if (fscanf(file, "P6 %d %d %d", &width, &height, &maxval) != 3 || maxval != 255 || fgetc(file) == EOF)
    return (Picture){0};
  Picture p = picture_new(width, height);
  if (p.rgb && fread(p.rgb, 1, p.bytes, file) != p.bytes) {
    free(p.rgb);
    p.rgb = NULL;
  }
  return p;
}

int picture_write(const Picture *p) {
  printf("P6\n%d %d\n255\n", p->width, p->height);
  return fwrite(p->rgb, 1, p->bytes, stdout) == p->bytes && fflush(stdout) == 0 ? 0 : 1;
}

Picture picture_open(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return (Picture){0};
  Picture p = picture_read(file);
  fclose(file);
  return p;
}

Picture picture_next(FILE *file) {
  int width = 0, height = 0, maxval = 0;
  if (fscanf(file, " P5 %d %d %d", &width, &height, &maxval) != 3 || maxval != 255 || fgetc(file) == EOF)
    return (Picture){0};
  Picture p = picture_new(width, height);
  for (size_t i = 0; p.rgb && i < p.bytes; i += 3)
    memset(p.rgb + i, fgetc(file), 3);
  return p;
}
