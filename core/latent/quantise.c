/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/quantise.h"

#include <float.h>
#include <math.h>

#include "base/checked.h"

void ae_quantiser_free(AeQuantiser *quantiser) {
  if (!quantiser)
    return;
  ae_free(quantiser->low);
  g_free(quantiser);
}

static AeQuantiser *quantiser_new(int d, int bits, GError **error) {
  if (d < 1 || d > AE_QUANTISE_MAX_SIZE) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "codes of %d numbers cannot be quantised: 1 to %d can", d,
                AE_QUANTISE_MAX_SIZE);
    return NULL;
  }
  AeQuantiser *quantiser = g_new0(AeQuantiser, 1);
  *quantiser = (AeQuantiser){d, bits, ae_alloc((gsize)d, 2 * sizeof(float), "quantiser", error), NULL};
  if (!quantiser->low)
    g_clear_pointer(&quantiser, ae_quantiser_free);
  else
    quantiser->step = quantiser->low + d;
  return quantiser;
}

static int levels(const AeQuantiser *quantiser) { return (1 << quantiser->bits) - 1; }

/* ---- fitting ---- */

static void find_extremes(const AeCodes *codes, int j, double *low, double *high) {
  *low = INFINITY;
  *high = -INFINITY;
  for (gsize i = 0; i < codes->n; i++) {
    double z = ae_codes_row(codes, i)[j];
    *low = MIN(*low, z);
    *high = MAX(*high, z);
  }
}

static void find_sigmas(const AeCodes *codes, int j, double *low, double *high) {
  double sum = 0, squares = 0, n = (double)codes->n;
  for (gsize i = 0; i < codes->n; i++)
    sum += ae_codes_row(codes, i)[j];
  for (gsize i = 0; i < codes->n; i++) {
    double z = ae_codes_row(codes, i)[j] - sum / n;
    squares += z * z;
  }
  *low = sum / n - 4 * sqrt(squares / n);
  *high = sum / n + 4 * sqrt(squares / n);
}

/* low + q step is rounded to float by at most 2^-24 of the larger end: a quarter of the least step. The last of them
 * stays a float. */
static void set_range(AeQuantiser *quantiser, int j, double low, double high) {
  low = MAX(low, -FLT_MAX);
  high = MIN(high, FLT_MAX);
  double large = MAX(fabs(low), fabs(high)), count = levels(quantiser);
  double step = MAX((high - low) / count, MAX(large * 0x1p-22, (double)FLT_MIN * 4));
  step = MIN(step, FLT_MAX); /* one bit from end to end of all floats */
  quantiser->low[j] = (float)MIN(low, FLT_MAX - count * step);
  quantiser->step[j] = (float)step;
}

AeQuantiser *ae_quantiser_with_bits(const AeQuantiser *quantiser, int bits, GError **error) {
  if (bits < AE_QUANTISE_MIN_BITS || bits > AE_QUANTISE_MAX_BITS) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%d bits: %d to %d can be had", bits, AE_QUANTISE_MIN_BITS,
                AE_QUANTISE_MAX_BITS);
    return NULL;
  }
  AeQuantiser *other = quantiser_new(quantiser->d, bits, error);
  for (int j = 0; other && j < other->d; j++) {
    double low = quantiser->low[j];
    set_range(other, j, low, low + (double)levels(quantiser) * quantiser->step[j]);
  }
  return other;
}

AeQuantiser *ae_quantiser_fit(const AeCodes *codes, int bits, AeRange range, GError **error) {
  if (bits < AE_QUANTISE_MIN_BITS || bits > AE_QUANTISE_MAX_BITS || codes->n < 1) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "%" G_GSIZE_FORMAT " codes, %d bits: some codes and %d to %d bits are "
                "needed",
                codes->n, bits, AE_QUANTISE_MIN_BITS, AE_QUANTISE_MAX_BITS);
    return NULL;
  }
  if (!ae_codes_check(codes, "codes", error))
    return NULL;
  AeQuantiser *quantiser = quantiser_new(codes->d, bits, error);
  for (int j = 0; quantiser && j < codes->d; j++) {
    double low, high;
    (range == AE_RANGE_SIGMAS ? find_sigmas : find_extremes)(codes, j, &low, &high);
    set_range(quantiser, j, low, high);
  }
  return quantiser;
}

/* ---- using ---- */

void ae_quantise(const AeQuantiser *quantiser, const float *z, guint16 *q) {
  for (int j = 0; j < quantiser->d; j++) {
    double at = floor(((double)z[j] - quantiser->low[j]) / quantiser->step[j] + 0.5);
    q[j] = at > 0 ? (guint16)MIN(at, levels(quantiser)) : 0;
  }
}

void ae_dequantise(const AeQuantiser *quantiser, const guint16 *q, float *z) {
  for (int j = 0; j < quantiser->d; j++) {
    double at = quantiser->low[j] + (double)q[j] * quantiser->step[j];
    z[j] = (float)CLAMP(at, -FLT_MAX, FLT_MAX);
  }
}

gsize ae_bits_size(gsize n, int bits) { return n / 8 * bits + (n % 8 * bits + 7) / 8; }

void ae_bits_pack(const guint16 *q, gsize n, int bits, guint8 *bytes) {
  guint32 held = 0;
  int count = 0; /* of the bits in held that wait */
  for (gsize i = 0; i < n; i++) {
    held = held << bits | q[i];
    for (count += bits; count >= 8; count -= 8)
      *bytes++ = (guint8)(held >> (count - 8));
  }
  if (count)
    *bytes = (guint8)(held << (8 - count));
}

gboolean ae_bits_unpack(const guint8 *bytes, gsize n, int bits, guint16 *q) {
  guint32 held = 0;
  int count = 0;
  for (gsize i = 0; i < n; i++) {
    for (; count < bits; count += 8)
      held = held << 8 | *bytes++;
    count -= bits;
    q[i] = (guint16)(held >> count & ((1u << bits) - 1));
  }
  return (held & ((1u << count) - 1)) == 0;
}

/* ---- in a model file ---- */

static const char *const names[] = {"low", "step"};

static void name_tensor(int bits, int which, char name[64]) {
  g_snprintf(name, 64, "quantise.code%d.%s", bits, names[which]);
}

void ae_quantiser_write(const AeQuantiser *quantiser, AeModelWriter *writer) {
  char name[64];
  for (int i = 0; i < 2; i++) {
    name_tensor(quantiser->bits, i, name);
    ae_modelwriter_add_floats(writer, name, FALSE, 1, &quantiser->d, i ? quantiser->step : quantiser->low);
  }
}

static gboolean check_steps(const AeQuantiser *quantiser, const AeModelFile *file, GError **error) {
  for (int j = 0; j < quantiser->d; j++)
    if (!(quantiser->step[j] > 0)) {
      g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: quantiser of %d bits: step %d is %g", file->path,
                  quantiser->bits, j, (double)quantiser->step[j]);
      return FALSE;
    }
  return TRUE;
}

AeQuantiser *ae_quantiser_read(const AeModelFile *file, int bits, GError **error) {
  const AeBlob *blob[2];
  for (int i = 0; i < 2; i++) {
    char name[64];
    name_tensor(bits, i, name);
    blob[i] = ae_modelfile_find(file, name);
    if (blob[i] && blob[i]->rank == 1 && blob[i]->dims[0] >= 1 && blob[i]->dims[0] <= AE_QUANTISE_MAX_SIZE &&
        blob[i]->count == blob[0]->count)
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: holds no quantiser of %d bits, or a damaged one", file->path,
                bits);
    return NULL;
  }
  AeQuantiser *quantiser = quantiser_new((int)blob[0]->count, bits, error);
  if (quantiser && (!ae_blob_floats(file, blob[0], quantiser->low, error) ||
                    !ae_blob_floats(file, blob[1], quantiser->step, error) || !check_steps(quantiser, file, error)))
    g_clear_pointer(&quantiser, ae_quantiser_free);
  return quantiser;
}
