/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What it costs to denoise a 12-megapixel picture by GEGL in pieces of several sizes, as a ratio to the same chain in
 * memory: all threads' CPU time, and clock time. One TSV row a size; the module is found through GEGL_PATH. */
#include <aefilter/stage.h>

#include <gegl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { WIDTH = 4000, HEIGHT = 3000 };

typedef struct {
  double cpu, wall;
} Seconds;

static Seconds now(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (Seconds){(double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                       1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec),
                   1e-6 * (double)g_get_monotonic_time()};
}

static Seconds since(Seconds start) {
  Seconds end = now();
  return (Seconds){end.cpu - start.cpu, end.wall - start.wall};
}

static void die(const GError *error) {
  fprintf(stderr, "bench_gegl: %s\n", error->message);
  exit(1);
}

static AeImage *noise(void) {
  AeImageInfo info = {.width = WIDTH, .height = HEIGHT, .channels = 3, .sample = AE_SAMPLE_U8, .maxval = 255};
  GError *error = NULL;
  AeImage *image = ae_image_new(&info, &error);
  if (!image)
    die(error);
  g_autoptr(GRand) random = g_rand_new_with_seed(1);
  for (gsize i = 0; i < (gsize)WIDTH * HEIGHT * 3; i++)
    image->data[i] = (guint8)(98 + g_rand_int(random) % 60);
  return image;
}

static Seconds by_chain(AeImage *image) {
  const char *words[] = {"denoise", "sigma=20", NULL};
  AeSettings settings = {0};
  GError *error = NULL;
  g_autoptr(AeChain) chain = ae_chain_parse(words, &error);
  if (!chain || !ae_chain_open(chain, &settings, &error))
    die(error);
  Seconds start = now();
  AeRows *rows = ae_chain_apply(chain, ae_image_rows(image, FALSE), &error);
  AeImage *result = rows ? ae_image_from_rows(rows, &error) : NULL;
  if (!result)
    die(error);
  Seconds used = since(start);
  ae_image_free(result);
  ae_rows_free(rows);
  return used;
}

/* As GIMP applies an effect: from buffer to buffer, a piece after the other. */
static Seconds by_gegl(GeglBuffer *buffer, gint width, gint height) {
  const GeglRectangle *all = gegl_buffer_get_extent(buffer);
  g_autoptr(GeglBuffer) result = gegl_buffer_new(all, gegl_buffer_get_format(buffer));
  g_autoptr(GeglNode) root = gegl_node_new();
  GeglNode *source = gegl_node_new_child(root, "operation", "gegl:buffer-source", "buffer", buffer, NULL);
  GeglNode *node = gegl_node_new_child(root, "operation", "aefilter:denoise", "sigma-auto", FALSE, "sigma", 20.0, NULL);
  GeglNode *sink = gegl_node_new_child(root, "operation", "gegl:write-buffer", "buffer", result, NULL);
  gegl_node_link_many(source, node, sink, NULL);
  Seconds start = now();
  for (gint y = 0; y < HEIGHT; y += height)
    for (gint x = 0; x < WIDTH; x += width) {
      GeglRectangle piece = {x, y, MIN(width, WIDTH - x), MIN(height, HEIGHT - y)};
      gegl_node_blit(sink, 1, &piece, NULL, NULL, 0, GEGL_BLIT_DEFAULT);
    }
  return since(start);
}

int main(int argc, char **argv) {
  static const gint pieces[][2] = {{WIDTH, HEIGHT}, {WIDTH, 128}, {1000, 1500}, {1024, 1024}, {512, 512}, {256, 256}};
  gegl_init(NULL, NULL);
  AeImage *image = noise();
  GeglBuffer *buffer = gegl_buffer_new(GEGL_RECTANGLE(0, 0, WIDTH, HEIGHT), babl_format("R'G'B' u8"));
  gegl_buffer_set(buffer, NULL, 0, NULL, image->data, GEGL_AUTO_ROWSTRIDE);
  puts("piece\tCPU\tclock");
  for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
    Seconds chain = by_chain(image), gegl = by_gegl(buffer, pieces[i][0], pieces[i][1]);
    printf("%dx%d\t%.2f\t%.2f\n", pieces[i][0], pieces[i][1], gegl.cpu / chain.cpu, gegl.wall / chain.wall);
    fflush(stdout);
  }
  g_object_unref(buffer);
  ae_image_free(image);
  gegl_exit();
  return 0;
}
