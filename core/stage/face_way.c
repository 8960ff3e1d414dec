/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/face_way.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "image/bridge.h"
#include "image/resize.h"
#include "latent/lerp.h"

/* What a cubic kernel sees beyond the square's edge, as a share of its side. */
static const double margin = 0.05;

/* A photo. */
typedef struct {
  float *pixels; /* size * size * 3: the square */
  float *plain;  /* net * net * 3: the network's picture of it */
} End;

struct AeFaceWay {
  AeFaceModel *model;
  AeFaceChoice choice;
  int wanted;        /* size, or AE_AUTO */
  guint net;         /* side of the network's pictures */
  guint size;        /* side of the frames; 0 before the first photo */
  AeImageInfo info;  /* of the frames */
  AeResizeAxis axis; /* from net to size, for both sides */
  GPtrArray *ends;   /* NULL where dropped */
};

static void end_free(gpointer data) {
  End *end = data;
  if (!end)
    return;
  ae_free(end->pixels);
  ae_free(end->plain);
  g_free(end);
}

void ae_face_way_begin(AeFaceWay *way) {
  g_ptr_array_set_size(way->ends, 0);
  ae_image_info_clear(&way->info);
  ae_resize_axis_clear(&way->axis);
  way->size = 0;
}

AeFaceWay *ae_face_way_new(const char *which, char *region, int size, const AeSettings *settings, GError **error) {
  static char largest[] = "largest";
  AeFaceWay *way = g_new0(AeFaceWay, 1);
  way->ends = g_ptr_array_new_with_free_func(end_free);
  way->choice = (AeFaceChoice){region, largest};
  way->wanted = size;
  way->model =
      ae_face_choice_check(&way->choice, "interpolate", error) ? ae_face_model_new(which, settings, error) : NULL;
  if (way->model)
    way->net = ae_face_model_size(way->model);
  else
    g_clear_pointer(&way, ae_face_way_free);
  return way;
}

void ae_face_way_free(AeFaceWay *way) {
  if (!way)
    return;
  ae_face_way_begin(way);
  g_ptr_array_unref(way->ends);
  ae_face_model_free(way->model);
  g_free(way);
}

gsize ae_face_way_code(const AeFaceWay *way) { return ae_face_model_code(way->model); }
gsize ae_face_way_picture(const AeFaceWay *way) { return (gsize)way->net * way->net * 3; }

gboolean ae_face_way_decode(AeFaceWay *way, const float *codes, gsize n, float *pictures, GError **error) {
  return ae_face_model_decode(way->model, codes, n, pictures, error);
}

/* ---- pictures of different sizes ---- */

/* net x net pixels as size x size; ae_free. */
static float *enlarged(const AeFaceWay *way, const float *in, GError **error) {
  gsize wide = (gsize)way->size * 3, narrow = (gsize)way->net * 3;
  float *out = ae_alloc(wide * way->size, sizeof *out, "a face", error);
  float *rows = out ? ae_alloc(wide * way->net, sizeof *rows, "a face", error) : NULL;
  for (guint y = 0; rows && y < way->net; y++)
    ae_resize_row(&way->axis, in + y * narrow, rows + y * wide, 3);
  for (guint y = 0; rows && y < way->size; y++) {
    float *to = out + y * wide;
    memset(to, 0, wide * sizeof *to);
    for (int tap = 0; tap < way->axis.taps; tap++) {
      gsize at = (gsize)y * (gsize)way->axis.taps + (gsize)tap;
      const float *from = rows + (gsize)way->axis.index[at] * wide, weight = way->axis.weight[at];
      for (gsize i = 0; i < wide; i++)
        to[i] += weight * from[i];
    }
  }
  if (!rows)
    g_clear_pointer(&out, ae_free);
  ae_free(rows);
  return out;
}

/* ---- photos ---- */

static guint size_of(const AeFaceWay *way, const AeFacePlace *place) {
  if (way->wanted != AE_AUTO)
    return (guint)way->wanted;
  return 2 * (guint)ceil(CLAMP(place->side, AE_FACE_WAY_SMALLEST, AE_FACE_WAY_LARGEST) / 2 - 1e-6);
}

/* The frames are no longer the photo that EXIF and XMP tell of. */
static gboolean begin_with(AeFaceWay *way, const AeImageInfo *info, const AeFacePlace *place, GError **error) {
  way->size = size_of(way, place);
  AeMeta *meta = ae_meta_new();
  meta->icc = info->meta && info->meta->icc ? g_bytes_ref(info->meta->icc) : NULL;
  way->info = (AeImageInfo){.width = way->size,
                            .height = way->size,
                            .channels = 3,
                            .sample = info->sample,
                            .maxval = info->maxval,
                            .meta = meta};
  return ae_resize_axis_init(&way->axis, (int)way->net, (int)way->size, error);
}

static float *cut(const AeFaceWay *way, AeRows *in, const AeFacePlace *place, GError **error) {
  AeFaceBox box = ae_face_place_box(place, margin, in->info.width, in->info.height);
  g_autoptr(AeFacePart) part = ae_face_part_read(in, box, ae_face_part_step(place, way->size), error);
  float *out = part ? ae_alloc((gsize)way->size * way->size * 3, sizeof *out, "a face", error) : NULL;
  if (out)
    ae_face_cut(part, place, way->size, 3, out);
  return out;
}

static gboolean fill(AeFaceWay *way, AeRows *in, End *end, float *code, GError **error) {
  g_autoptr(AeFaces) faces = ae_face_model_take(way->model, in, &way->choice, FALSE, error);
  if (!faces || (!way->size && !begin_with(way, &in->info, &faces->places[0], error)))
    return FALSE;
  memcpy(code, faces->codes, ae_face_way_code(way) * sizeof *code);
  end->pixels = cut(way, in, &faces->places[0], error);
  end->plain = end->pixels ? ae_alloc(ae_face_way_picture(way), sizeof *end->plain, "a face", error) : NULL;
  return end->plain && ae_face_way_decode(way, code, 1, end->plain, error);
}

gboolean ae_face_way_take(AeFaceWay *way, AeRows *in, float *code, GError **error) {
  End *end = g_new0(End, 1);
  gboolean good = fill(way, in, end, code, error);
  if (good)
    g_ptr_array_add(way->ends, end);
  else
    end_free(end);
  return good;
}

void ae_face_way_drop(AeFaceWay *way, guint i) {
  end_free(way->ends->pdata[i]);
  way->ends->pdata[i] = NULL;
}

/* ---- frames ---- */

/* What the network's picture on the way is more than the two ends' faded into one another; ae_free. */
static float *change_of(const AeFaceWay *way, const End *a, const End *b, double t, const float *picture,
                        GError **error) {
  int n = (int)ae_face_way_picture(way);
  g_autofree float *small = g_new(float, n);
  ae_lerp(n, a->plain, b->plain, t, small);
  for (int i = 0; i < n; i++)
    small[i] = picture[i] - small[i];
  return enlarged(way, small, error);
}

static AeRows *rows_of(const AeFaceWay *way, const float *frame, GError **error) {
  AeImage *image = ae_image_new(&way->info, error);
  if (!image)
    return NULL;
  ae_bridge_from_float(&way->info, frame, image->data, (gsize)way->size * way->size);
  return ae_image_rows(image, TRUE);
}

AeRows *ae_face_way_frame(AeFaceWay *way, guint i, double t, const float *picture, GError **error) {
  const End *a = way->ends->pdata[i], *b = t > 0 ? way->ends->pdata[i + 1] : a;
  if (t <= 0 || t >= 1)
    return rows_of(way, t <= 0 ? a->pixels : b->pixels, error);
  gsize n = (gsize)way->size * way->size * 3;
  float *change = change_of(way, a, b, t, picture, error);
  float *frame = change ? ae_alloc(n, sizeof *frame, "a face", error) : NULL;
  if (frame)
    ae_lerp((int)n, a->pixels, b->pixels, t, frame);
  for (gsize k = 0; frame && k < n; k++)
    frame[k] += change[k];
  AeRows *rows = frame ? rows_of(way, frame, error) : NULL;
  ae_free(change);
  ae_free(frame);
  return rows;
}
