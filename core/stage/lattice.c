/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/lattice.h"

#include "stage/lattice_internal.h"

AeLattice *ae_lattice_new(AeModel *model, const AeSettings *settings, GError **error) {
  const AeGraphInfo *info = ae_model_info(model);
  if (!info->local) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: the network needs whole pictures of a fixed size",
                ae_model_path(model));
    return NULL;
  }
  AeLattice *lattice = g_new0(AeLattice, 1);
  lattice->model = ae_model_ref(model);
  lattice->settings = *settings;
  lattice->idle = g_ptr_array_new();
  g_mutex_init(&lattice->mutex);
  return lattice;
}

void ae_lattice_free(AeLattice *lattice) {
  if (!lattice)
    return;
  for (guint i = 0; i < lattice->idle->len; i++) {
    AeLatticeStrip *strip = g_ptr_array_index(lattice->idle, i);
    ae_strip_free(strip->strip);
    g_free(strip);
  }
  g_ptr_array_free(lattice->idle, TRUE);
  g_mutex_clear(&lattice->mutex);
  ae_model_unref(lattice->model);
  g_free(lattice);
}

guint ae_lattice_margin(const AeLattice *lattice) { return ae_model_info(lattice->model)->margin; }

const char *ae_lattice_model_name(const AeLattice *lattice) { return ae_model_name(lattice->model); }

/* What bf16 costs in quality is on the model's card; auto takes it where it costs next to nothing and is faster. */
static gboolean use_bf16(const AeLattice *lattice) {
  if (lattice->settings.precision != AE_PRECISION_AUTO)
    return lattice->settings.precision == AE_PRECISION_BF16;
  const char *cost = ae_model_get(lattice->model, "bf16_cost_db");
  return cost && g_ascii_strtod(cost, NULL) < 0.02 && ae_kernels_best()->fast_bf16();
}

static AeLatticeStrip *take_idle(AeLattice *lattice, int width, int step) {
  AeLatticeStrip *found = NULL;
  g_mutex_lock(&lattice->mutex);
  for (guint i = 0; i < lattice->idle->len && !found; i++) {
    AeLatticeStrip *strip = g_ptr_array_index(lattice->idle, i);
    if (strip->width == width && strip->step == step)
      found = g_ptr_array_remove_index_fast(lattice->idle, i);
  }
  g_mutex_unlock(&lattice->mutex);
  return found;
}

AeLatticeStrip *ae_lattice_take_strip(AeLattice *lattice, int width, int step, GError **error) {
  AeLatticeStrip *strip = take_idle(lattice, width, step);
  if (strip)
    return strip;
  AeNetOptions options = {.bf16 = use_bf16(lattice)};
  AeStrip *made =
      ae_strip_new(ae_model_graph(lattice->model), ae_model_params(lattice->model), width, step, &options, error);
  if (!made)
    return NULL;
  strip = g_new0(AeLatticeStrip, 1);
  *strip = (AeLatticeStrip){.strip = made, .width = width, .step = step};
  return strip;
}

/* Strips of another size are dropped: a folder of pictures of many sizes must not collect them. */
void ae_lattice_give_strip(AeLattice *lattice, AeLatticeStrip *strip) {
  g_mutex_lock(&lattice->mutex);
  for (guint i = lattice->idle->len; i-- > 0;) {
    AeLatticeStrip *old = g_ptr_array_index(lattice->idle, i);
    if (old->width == strip->width && old->step == strip->step)
      continue;
    g_ptr_array_remove_index_fast(lattice->idle, i);
    ae_strip_free(old->strip);
    g_free(old);
  }
  g_ptr_array_add(lattice->idle, strip);
  g_mutex_unlock(&lattice->mutex);
}
