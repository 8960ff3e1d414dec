/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "blocks.h"

#include <string.h>

enum { UNIT = 256, BLOCK = 1024, MOST_UNITS = 1 << 22 };

struct AeBlocks {
  GHashTable *done; /* gint64 keys of units */
};

/* A rectangle of units, ends excluded. */
typedef struct {
  gint x0, y0, x1, y1;
} Units;

AeBlocks *ae_blocks_new(void) {
  AeBlocks *blocks = g_new0(AeBlocks, 1);
  blocks->done = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  return blocks;
}

void ae_blocks_free(AeBlocks *blocks) {
  g_hash_table_unref(blocks->done);
  g_free(blocks);
}

static gint64 key_of(gint x, gint y) { return (gint64)((guint64)(guint32)x << 32 | (guint32)y); }

static gint floor_div(gint64 a, gint b) { return (gint)(a >= 0 ? a / b : -((b - 1 - a) / b)); }

/* The units that touch region. */
static Units units_of(const GeglRectangle *region) {
  return (Units){floor_div(region->x, UNIT), floor_div(region->y, UNIT),
                 floor_div((gint64)region->x + region->width - 1, UNIT) + 1,
                 floor_div((gint64)region->y + region->height - 1, UNIT) + 1};
}

/* To whole blocks, but not beyond the picture. */
static Units widened(Units u, const GeglRectangle *full) {
  enum { N = BLOCK / UNIT };
  Units all = units_of(full);
  return (Units){MAX(all.x0, floor_div(u.x0, N) * N), MAX(all.y0, floor_div(u.y0, N) * N),
                 MIN(all.x1, (floor_div(u.x1 - 1, N) + 1) * N), MIN(all.y1, (floor_div(u.y1 - 1, N) + 1) * N)};
}

static GeglRectangle pixels_of(Units u, const GeglRectangle *full) {
  GeglRectangle pixels = {u.x0 * UNIT, u.y0 * UNIT, (u.x1 - u.x0) * UNIT, (u.y1 - u.y0) * UNIT};
  gegl_rectangle_intersect(&pixels, &pixels, full);
  return pixels;
}

/* A map of the units in u, row by row: 1 where one is missing. */
static guint8 *missing_map(const AeBlocks *blocks, Units u) {
  gsize width = (gsize)(u.x1 - u.x0);
  guint8 *map = g_malloc(width * (gsize)(u.y1 - u.y0));
  for (gint y = u.y0; y < u.y1; y++)
    for (gint x = u.x0; x < u.x1; x++) {
      gint64 key = key_of(x, y);
      map[(gsize)(y - u.y0) * width + (gsize)(x - u.x0)] = !g_hash_table_contains(blocks->done, &key);
    }
  return map;
}

/* The widest run of missing units from x, y on, then as many such rows as there are; cleared in the map. */
static Units take_rectangle(guint8 *map, gint width, gint height, gint x, gint y) {
  Units u = {x, y, x, y};
  while (u.x1 < width && map[y * width + u.x1])
    u.x1++;
  while (u.y1 < height && !memchr(map + u.y1 * width + x, 0, (gsize)(u.x1 - x))) {
    memset(map + u.y1 * width + x, 0, (gsize)(u.x1 - x));
    u.y1++;
  }
  return u;
}

GArray *ae_blocks_missing(const AeBlocks *blocks, const GeglRectangle *full, const GeglRectangle *region) {
  Units u = widened(units_of(region), full);
  gint width = u.x1 - u.x0, height = u.y1 - u.y0;
  if ((gint64)width * height > MOST_UNITS)
    return NULL;
  GArray *missing = g_array_new(FALSE, FALSE, sizeof(GeglRectangle));
  g_autofree guint8 *map = missing_map(blocks, u);
  for (gint i = 0; i < width * height; i++)
    if (map[i]) {
      Units r = take_rectangle(map, width, height, i % width, i / width);
      GeglRectangle pixels = pixels_of((Units){u.x0 + r.x0, u.y0 + r.y0, u.x0 + r.x1, u.y0 + r.y1}, full);
      g_array_append_val(missing, pixels);
    }
  return missing;
}

void ae_blocks_add(AeBlocks *blocks, const GeglRectangle *done) {
  Units u = units_of(done);
  for (gint y = u.y0; y < u.y1; y++)
    for (gint x = u.x0; x < u.x1; x++) {
      gint64 key = key_of(x, y);
      g_hash_table_add(blocks->done, g_memdup2(&key, sizeof key));
    }
}

static gboolean touches(gpointer key, gpointer value, gpointer data) {
  const Units *u = data;
  gint64 packed = *(gint64 *)key;
  gint x = (gint)(gint32)(guint32)((guint64)packed >> 32), y = (gint)(gint32)(guint32)packed;
  return x >= u->x0 && x < u->x1 && y >= u->y0 && y < u->y1;
}

void ae_blocks_remove(AeBlocks *blocks, const GeglRectangle *region) {
  Units u = region ? units_of(region) : (Units){0};
  if (region)
    g_hash_table_foreach_remove(blocks->done, touches, &u);
  else
    g_hash_table_remove_all(blocks->done);
}
