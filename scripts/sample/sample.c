/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* sample draw [WIDTH HEIGHT]      a clean picture, PPM on stdout
 * sample noise SIGMA SEED         adds Gaussian noise (8-bit levels) to the PPM on stdin
 * sample half                     the PPM on stdin at half its size, each pixel the mean of four
 * sample double                   the PPM on stdin at twice its size, each pixel four times
 * sample scratch MASK.pgm         white scratches, 8 pixels wide, on the PPM on stdin, and where they are
 * sample psnr A.ppm B.ppm         PSNR of B against A in dB, all channels together
 * sample split A.ppm B.ppm        the left half of A beside the right half of B, PPM on stdout
 * sample sheet COLUMNS SCALE      the PGM pictures on stdin, of one size, in rows of COLUMNS on one, SCALE times as
 *                                 large
 * For the demo and the tests; not installed. */
#include "base/rng.h"
#include "picture.h"
#include "scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static int write_half(void) {
  Picture p = picture_read(stdin), small = picture_new(p.width / 2, p.height / 2);
  for (int y = 0; small.rgb && y < small.height; y++)
    for (int x = 0; x < small.width * 3; x++) {
      const uint8_t *from = p.rgb + ((size_t)(2 * y) * p.width + x / 3 * 2) * 3 + x % 3, *below = from + p.width * 3;
      small.rgb[(size_t)y * small.width * 3 + x] = (uint8_t)((from[0] + from[3] + below[0] + below[3] + 2) / 4);
    }
  int status = small.rgb ? picture_write(&small) : 1;
  free(small.rgb);
  free(p.rgb);
  return status;
}

static int write_double(void) {
  Picture p = picture_read(stdin), large = picture_new(p.width * 2, p.height * 2);
  for (int y = 0; large.rgb && y < large.height; y++)
    for (int x = 0; x < large.width; x++)
      memcpy(large.rgb + ((size_t)y * large.width + x) * 3, p.rgb + ((size_t)(y / 2) * p.width + x / 2) * 3, 3);
  int status = large.rgb ? picture_write(&large) : 1;
  free(large.rgb);
  free(p.rgb);
  return status;
}

/* Waves across the picture, one in every 96 rows, 8 pixels thick. */
static int on_scratch(int x, int y) {
  double middle = 24 * sin(x * 0.013) + 0.12 * x;
  return fabs(fmod(y - middle + 960, 96) - 48) < 4;
}

static int write_scratched(const char *mask) {
  Picture p = picture_read(stdin);
  FILE *file = p.rgb ? fopen(mask, "wb") : NULL;
  if (file)
    fprintf(file, "P5\n%d %d\n255\n", p.width, p.height);
  for (int i = 0; file && i < p.width * p.height; i++) {
    int hit = on_scratch(i % p.width, i / p.width);
    fputc(hit ? 255 : 0, file);
    if (hit)
      memset(p.rgb + (size_t)i * 3, 255, 3);
  }
  int status = !file || fclose(file) || picture_write(&p);
  free(p.rgb);
  return status;
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
  if (argc == 2 && !strcmp(argv[1], "half"))
    return write_half();
  if (argc == 2 && !strcmp(argv[1], "double"))
    return write_double();
  if (argc == 3 && !strcmp(argv[1], "scratch"))
    return write_scratched(argv[2]);
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
    fprintf(stderr, "sample %s: needs 8-bit pictures of equal size, at most %d a side\n", argv[1], PICTURE_MAX_SIDE);
  else if (status == 2)
    fprintf(stderr, "usage: sample draw [WIDTH HEIGHT] | noise SIGMA SEED | half | double | scratch MASK.pgm |"
                    " psnr|split A.ppm B.ppm | sheet COLUMNS SCALE\n");
  return status;
}
