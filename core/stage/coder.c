/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/coder.h"

#include <string.h>

#include "image/bridge.h"

const AeOption ae_coder_rows[] = {
    {"model", "name or file of an autoencoder", AE_OPTION_STRING, G_STRUCT_OFFSET(AeCoderOptions, model)}, {NULL}};

struct AeCoder {
  AeCoderHalf half;
  AeModel *model;
  AeGraph *graph;
  AeParams *params;
  AeNet *net;
  AeShape in, out;
};

/* ---- making ---- */

static gboolean refuse(const AeModel *model, GError **error, const char *why) {
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: %s", ae_model_path(model), why);
  return FALSE;
}

static gboolean check_model(const AeModel *model, GError **error) {
  const AeGraph *graph = ae_model_graph((AeModel *)model);
  if (!ae_model_get(model, "code"))
    return refuse(model, error, "the model has no code: it is no autoencoder");
  if (!ae_model_info(model)->fixed)
    return refuse(model, error, "the model takes pictures of any size, so its code has no length");
  if (graph->n_inputs != 1)
    return refuse(model, error, "the model takes more than a picture");
  return TRUE;
}

/* The weights of the part, out of the whole's. */
static AeParams *params_of(const AeGraph *part, const AeParams *whole, GError **error) {
  AeParams *params = ae_params_new(part, error);
  for (guint i = 0; params && i < params->n; i++) {
    const AeParam *from = ae_params_find(whole, params->items[i].name);
    memcpy(params->items[i].data, from->data, from->count * sizeof *from->data);
  }
  return params;
}

static gboolean make_net(AeCoder *c, GError **error) {
  AeGraph *whole = ae_model_graph(c->model);
  const char *code = ae_model_get(c->model, "code"), *input = whole->nodes[whole->inputs[0]].name,
             *output = whole->nodes[whole->n_nodes - 1].name;
  AeNetOptions options = {.training = FALSE};
  AeGraphInfo info;
  c->graph = c->half == AE_CODER_ENCODER ? ae_graph_part(whole, input, code, error)
                                         : ae_graph_part(whole, code, output, error);
  if (!c->graph || !ae_graph_info(c->graph, &info, error))
    return FALSE;
  c->in = info.in;
  c->out = info.out;
  c->params = params_of(c->graph, ae_model_params(c->model), error);
  c->net = c->params ? ae_net_new(c->graph, c->params, 1, c->in.h, c->in.w, &options, error) : NULL;
  return c->net != NULL;
}

AeCoder *ae_coder_new(const char *which, AeCoderHalf half, GError **error) {
  if (!which) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "which autoencoder? give model=NAME (aefilter --list models)");
    return NULL;
  }
  AeCoder *c = g_new0(AeCoder, 1);
  c->half = half;
  c->model = ae_model_load(which, NULL, error);
  if (c->model && check_model(c->model, error) && make_net(c, error))
    return c;
  ae_coder_free(c);
  return NULL;
}

void ae_coder_free(AeCoder *c) {
  if (!c)
    return;
  ae_net_free(c->net);
  ae_params_free(c->params);
  ae_graph_unref(c->graph);
  ae_model_unref(c->model);
  g_free(c);
}

/* ---- pictures in ---- */

int ae_coder_side(const AeCoder *c) { return MAX(c->in.w, c->in.h); }

void ae_coder_convert(guint channels, const float *from, guint wanted, float *to, gsize n) {
  gboolean colour = channels >= 3;
  for (gsize i = 0; i < n; i++, from += channels, to += wanted) {
    float r = from[0], g = from[colour ? 1 : 0], b = from[colour ? 2 : 0];
    if (wanted == 1)
      to[0] = colour ? 0.299f * r + 0.587f * g + 0.114f * b : r;
    else
      to[0] = r, to[1] = g, to[2] = b;
  }
}

static gboolean load_picture(const AeCoder *c, AeRows *in, float *to, GError **error) {
  const AeImageInfo *info = &in->info;
  if (info->width != (guint)c->in.w || info->height != (guint)c->in.h) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s takes pictures of %dx%d pixels, not %ux%u",
                ae_model_name(c->model), c->in.w, c->in.h, info->width, info->height);
    return FALSE;
  }
  g_autofree void *raw = g_malloc(ae_image_row_bytes(info));
  g_autofree float *row = g_new(float, (gsize)info->width * info->channels);
  for (guint32 y = 0; y < info->height; y++, to += (gsize)c->in.w * c->in.c) {
    if (!ae_rows_read(in, raw, 1, error))
      return FALSE;
    ae_bridge_to_float(info, raw, row, info->width);
    ae_coder_convert(info->channels, row, (guint)c->in.c, to, info->width);
  }
  return TRUE;
}

static gboolean load_code(const AeCoder *c, AeRows *in, float *to, GError **error) {
  const AeImageInfo *info = &in->info;
  gsize length = (gsize)c->in.c * c->in.h * c->in.w;
  if (info->height == 1 && info->channels == 1 && info->sample == AE_SAMPLE_FLOAT && info->width == length)
    return ae_rows_read(in, to, 1, error);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s takes codes of %zu numbers, not %u rows of %u",
              ae_model_name(c->model), length, info->height, info->width);
  return FALSE;
}

/* ---- results out ---- */

static void code_info(const AeCoder *c, const AeImageInfo *in, AeImageInfo *out) {
  out->width = (guint32)((gsize)c->out.c * c->out.h * c->out.w);
  out->height = 1;
  out->channels = 1;
  out->sample = AE_SAMPLE_FLOAT;
  out->origin = in->sample;
}

static void picture_info(const AeCoder *c, const AeImageInfo *in, AeImageInfo *out) {
  out->width = (guint32)c->out.w;
  out->height = (guint32)c->out.h;
  out->channels = (guint)c->out.c;
  out->sample = in->origin;
  out->maxval = out->sample == AE_SAMPLE_U8 ? 255 : out->sample == AE_SAMPLE_U16 ? 65535 : 0;
}

static AeRows *result_of(const AeCoder *c, const AeImageInfo *in, GError **error) {
  AeImageInfo info = {.meta = in->meta};
  (c->half == AE_CODER_ENCODER ? code_info : picture_info)(c, in, &info);
  AeImage *image = ae_image_new(&info, error);
  if (!image)
    return NULL;
  ae_bridge_from_float(&info, ae_net_output(c->net)->data, image->data, (gsize)info.width * info.height);
  return ae_image_rows(image, TRUE);
}

AeRows *ae_coder_apply(AeCoder *c, AeRows *in, const AeSettings *settings, GError **error) {
  AeRows *out = NULL;
  float *to = ae_net_input(c->net, 0)->data;
  if ((c->half == AE_CODER_ENCODER ? load_picture : load_code)(c, in, to, error)) {
    ae_net_forward(c->net);
    if (settings->progress && !settings->progress(1, settings->progress_data))
      g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
    else
      out = result_of(c, &in->info, error);
  }
  ae_rows_free(in);
  return out;
}
