/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* sample draw [WIDTH HEIGHT]      a clean picture, PPM on stdout
 * sample noise SIGMA SEED         adds Gaussian noise (8-bit levels) to the PPM on stdin
 * sample psnr A.ppm B.ppm         PSNR of B against A in dB, all channels together
 * sample split A.ppm B.ppm        the left half of A beside the right half of B, PPM on stdout
 * sample sheet COLUMNS SCALE      the PGM pictures on stdin, of one size, in rows of COLUMNS on one, SCALE times as
 * large For the demo and the tests; not installed. */
#include "base/rng.h"
#include "scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SIDE = 8192 };

typedef struct {
  int width, height;
  size_t bytes;
  uint8_t *rgb;
} Picture;

static Picture picture_new(int width, int height) {
  Picture p = {width, height, 0, NULL};
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
    return p;
  p.bytes = (size_t)width * height * 3;
  p.rgb = malloc(p.bytes);
  return p;
}

/* rgb is NULL in the result on failure. */
static Picture picture_read(FILE *file) {
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

static int picture_write(const Picture *p) {
  printf("P6\n%d %d\n255\n", p->width, p->height);
  return fwrite(p->rgb, 1, p->bytes, stdout) == p->bytes && fflush(stdout) == 0 ? 0 : 1;
}

static int draw(int width, int height) {
  Picture p = picture_new(width, height);
  if (!p.rgb)
    return 1;
  scene_draw(p.rgb, width, height);
  int status = picture_write(&p);
  free(p.rgb);
  return status;
}

static int add_noise(double sigma, guint64 seed) {
  Picture p = picture_read(stdin);
  if (!p.rgb)
    return 1;
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  for (size_t i = 0; i < p.bytes; i++) {
    double value = floor(p.rgb[i] + sigma * ae_rng_normal(&rng) + 0.5);
    p.rgb[i] = value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
  }
  int status = picture_write(&p);
  free(p.rgb);
  return status;
}

static Picture picture_open(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return (Picture){0};
  Picture p = picture_read(file);
  fclose(file);
  return p;
}

static int print_psnr(Picture *a, const Picture *b) {
  double sum = 0;
  for (size_t i = 0; i < a->bytes; i++)
    sum += (a->rgb[i] - b->rgb[i]) * (a->rgb[i] - b->rgb[i]);
  return printf("%.2f\n", 10 * log10(255.0 * 255.0 * (double)a->bytes / sum)) < 0;
}

static int write_split(Picture *a, const Picture *b) {
  size_t row = (size_t)a->width * 3, half = (size_t)(a->width / 2) * 3;
  for (size_t start = 0; start < a->bytes; start += row) {
    memcpy(a->rgb + start + half, b->rgb + start + half, row - half);
    memset(a->rgb + start + half, 255, 3);
  }
  return picture_write(a);
}

static int with_two(const char *path_a, const char *path_b, int (*work)(Picture *a, const Picture *b)) {
  Picture a = picture_open(path_a), b = picture_open(path_b);
  int same = a.rgb && b.rgb && a.width == b.width && a.height == b.height;
  int status = same ? work(&a, &b) : 1;
  free(a.rgb);
  free(b.rgb);
  return status;
}

/* The next of several PGM pictures; rgb is NULL in the result at their end. */
static Picture picture_next(FILE *file) {
  int width = 0, height = 0, maxval = 0;
  if (fscanf(file, " P5 %d %d %d", &width, &height, &maxval) != 3 || maxval != 255 || fgetc(file) == EOF)
    return (Picture){0};
  Picture p = picture_new(width, height);
  for (size_t i = 0; p.rgb && i < p.bytes; i += 3)
    memset(p.rgb + i, fgetc(file), 3);
  return p;
}

/* Puts p beside and under what is on the sheet: the n-th of rows of `columns`. */
static int sheet_put(Picture *sheet, const Picture *p, int n, int columns, int scale) {
  int width = p->width * scale, height = p->height * scale;
  Picture larger = picture_new(width * columns, height * (n / columns + 1));
  if (!larger.rgb || (sheet->rgb && sheet->width != larger.width)) {
    free(larger.rgb);
    return 1;
  }
  memset(larger.rgb, 255, larger.bytes);
  if (sheet->rgb)
    memcpy(larger.rgb, sheet->rgb, sheet->bytes);
  free(sheet->rgb);
  *sheet = larger;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      memcpy(larger.rgb + ((size_t)(n / columns * height + y) * larger.width + n % columns * width + x) * 3,
             p->rgb + ((size_t)(y / scale) * p->width + x / scale) * 3, 3);
  return 0;
}

static int write_sheet(int columns, int scale) {
  Picture sheet = {0}, p;
  int status = columns < 1 || scale < 1;
  for (int n = 0; status == 0 && (p = picture_next(stdin)).rgb; n++) {
    status = sheet_put(&sheet, &p, n, columns, scale);
    free(p.rgb);
  }
  status = status == 0 && sheet.rgb ? picture_write(&sheet) : 1;
  free(sheet.rgb);
  return status;
}

static int run(int argc, char **argv) {
  if (argc == 2 && !strcmp(argv[1], "draw"))
    return draw(768, 512);
  if (argc == 4 && !strcmp(argv[1], "draw"))
    return draw((int)strtol(argv[2], NULL, 10), (int)strtol(argv[3], NULL, 10));
  if (argc == 4 && !strcmp(argv[1], "noise"))
    return add_noise(strtod(argv[2], NULL), strtoull(argv[3], NULL, 10));
  if (argc == 4 && !strcmp(argv[1], "psnr"))
    return with_two(argv[2], argv[3], print_psnr);
  if (argc == 4 && !strcmp(argv[1], "split"))
    return with_two(argv[2], argv[3], write_split);
  if (argc == 4 && !strcmp(argv[1], "sheet"))
    return write_sheet((int)strtol(argv[2], NULL, 10), (int)strtol(argv[3], NULL, 10));
  return 2;
}

int main(int argc, char **argv) {
  int status = run(argc, argv);
  if (status == 1)
    fprintf(stderr, "sample %s: needs 8-bit pictures of equal size, at most %d a side\n", argv[1], MAX_SIDE);
  else if (status == 2)
    fprintf(stderr,
            "usage: sample draw [WIDTH HEIGHT] | noise SIGMA SEED | psnr|split A.ppm B.ppm | sheet COLUMNS SCALE\n");
  return status;
}
