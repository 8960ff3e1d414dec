/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Sets that are made and not read, for lessons and tests: the same numbers everywhere for the same options.
 *
 *   line      (x, 2x + 2), x from 1 to 4                       4 points
 *   parabola  (x, x^2), x from 0 to 3                          4 points
 *   curve     the same with 101 points
 *   spiral    (t cos t, t sin t) / 10, t from 3 pi / 2 to 3 pi, 400 points; the label is how far along, in hundredths
 *   roll      the Swiss roll of Tenenbaum, de Silva & Langford 2000 (Science 290, 2319-2323), t from 3 pi / 2 to
 *             9 pi / 2 and h from 0 to 21: (t cos t, h, t sin t) / 15; the label is t in tenths
 *   mixture   Gaussians around points on a circle of radius 0.35 about (1/2, 1/2); the label is which
 *   shapes    a disc, a bar or a cross, of any place, size and brightness, on black: labels 0, 1 and 2 */
#include <math.h>

#include "train/example_set.h"
#include "train/toy_shape.h"

typedef enum { SET_LINE, SET_PARABOLA, SET_CURVE, SET_SPIRAL, SET_ROLL, SET_MIXTURE, SET_SHAPES } Set;

typedef struct {
  int set, n, classes, seed, held_out;
  double noise;
} Options;

static const char *const sets[] = {"line", "parabola", "curve", "spiral", "roll", "mixture", "shapes", NULL};

static const AeOption rows[] = {
    {"set", "which", AE_OPTION_CHOICE, offsetof(Options, set), "line", .choices = sets},
    {"examples", "how many; auto: as many as the set is known with", AE_OPTION_INT, offsetof(Options, n), "auto", 1,
     10000000, TRUE},
    {"noise", "standard deviation of what is added to each number; auto: 0, of a mixture 0.03, of a spiral 0.01",
     AE_OPTION_DOUBLE, offsetof(Options, noise), "auto", 0, 10, TRUE},
    {"classes", "Gaussians of a mixture", AE_OPTION_INT, offsetof(Options, classes), "8", 1, 1000},
    {"toy_seed", "of noise and of what is drawn", AE_OPTION_INT, offsetof(Options, seed), "1", 0, G_MAXINT},
    {"held_out", "share of the examples that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "0",
     0, 50, .unit = "%"},
    {NULL},
};

/* What an example is made from, beside its own random numbers. */
typedef struct {
  const Options *options;
  AeDataShape shape;
  double share; /* of the way from the first example to the last */
} Toy;

/* ---- one example each: clean, from its number and its random numbers; returns the label ---- */

static int make_line(const Toy *toy, AeRng *rng, float *out) {
  double x = 1 + 3 * toy->share;
  out[0] = (float)x;
  out[1] = (float)(2 * x + 2);
  return -1;
}

static int make_parabola(const Toy *toy, AeRng *rng, float *out) {
  double x = 3 * toy->share;
  out[0] = (float)x;
  out[1] = (float)(x * x);
  return -1;
}

static int make_spiral(const Toy *toy, AeRng *rng, float *out) {
  double t = G_PI * (1.5 + 1.5 * toy->share);
  out[0] = (float)(t * cos(t) / 10);
  out[1] = (float)(t * sin(t) / 10);
  return MIN((int)(100 * toy->share), 99);
}

static int make_roll(const Toy *toy, AeRng *rng, float *out) {
  double along = ae_rng_uniform(rng), t = 1.5 * G_PI * (1 + 2 * along);
  out[0] = (float)(t * cos(t) / 15);
  out[1] = (float)(21 * ae_rng_uniform(rng) / 15);
  out[2] = (float)(t * sin(t) / 15);
  return (int)(10 * along);
}

static int make_mixture(const Toy *toy, AeRng *rng, float *out) {
  int label = (int)ae_rng_below(rng, (guint32)toy->options->classes);
  double angle = 2 * G_PI * label / toy->options->classes;
  out[0] = (float)(0.5 + 0.35 * cos(angle));
  out[1] = (float)(0.5 + 0.35 * sin(angle));
  return label;
}

static int make_shape(const Toy *toy, AeRng *rng, float *out) {
  int label = (int)ae_rng_below(rng, AE_TOY_SHAPES);
  ae_toy_shape_draw(label, rng, toy->shape.width, toy->shape.height, out);
  return label;
}

static const struct {
  int n, channels, classes; /* channels 0: pictures; classes -1: as many as the option says */
  double noise;
  int (*make)(const Toy *toy, AeRng *rng, float *out);
} kinds[] = {
    [SET_LINE] = {4, 2, 0, 0, make_line},
    [SET_PARABOLA] = {4, 2, 0, 0, make_parabola},
    [SET_CURVE] = {101, 2, 0, 0, make_parabola},
    [SET_SPIRAL] = {400, 2, 100, 0.01, make_spiral},
    [SET_ROLL] = {2000, 3, 10, 0, make_roll},
    [SET_MIXTURE] = {2000, 2, -1, 0.03, make_mixture},
    [SET_SHAPES] = {3000, 0, AE_TOY_SHAPES, 0, make_shape},
};

/* ---- the kind ---- */

static gboolean toy_shape(const void *options, const char *dir, AeDataShape *shape, GError **error) {
  const Options *o = options;
  if (kinds[o->set].channels)
    *shape = (AeDataShape){1, 1, kinds[o->set].channels};
  return TRUE;
}

static gboolean check_shape(const Options *o, AeDataShape shape, GError **error) {
  int channels = kinds[o->set].channels;
  if (channels ? shape.width == 1 && shape.height == 1 && shape.channels == channels
               : shape.width > 7 && shape.height > 7 && shape.channels == 1)
    return TRUE;
  g_autofree char *own = channels ? g_strdup_printf("%dx1x1", channels) : g_strdup("1 x 8 x 8 or larger");
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "toy set=%s: its examples are %s, not %dx%dx%d as the net's",
              sets[o->set], own, shape.channels, shape.height, shape.width);
  return FALSE;
}

/* Each example has random numbers of its own: more of them do not change the first of a set without an order. */
static void make(AeExampleSet *set, Toy *toy) {
  const Options *o = toy->options;
  double noise = o->noise < 0 ? kinds[o->set].noise : o->noise;
  for (guint i = 0; i < set->all; i++) {
    AeRng rng;
    float *out = set->numbers + i * set->size;
    ae_rng_init(&rng, (guint64)o->seed, i);
    toy->share = set->all > 1 ? i / (set->all - 1.0) : 0;
    int label = kinds[o->set].make(toy, &rng, out);
    if (set->labels)
      set->labels[i] = label;
    for (gsize k = 0; noise > 0 && k < set->size; k++)
      out[k] += (float)(noise * ae_rng_normal(&rng));
  }
}

static void toy_close(gpointer data) {
  if (data)
    ae_example_set_clear(data);
  g_free(data);
}

static gpointer toy_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  Toy toy = {o, shape, 0};
  int n = o->n == AE_AUTO ? kinds[o->set].n : o->n, classes = kinds[o->set].classes;
  AeExampleSet *set = g_new0(AeExampleSet, 1);
  if (!check_shape(o, shape, error) || !ae_example_set_init(set, (guint)n, ae_data_count(shape), FALSE, error)) {
    toy_close(set);
    return NULL;
  }
  set->classes = (guint)(classes < 0 ? o->classes : classes);
  set->labels = classes ? g_new(int, set->all) : NULL;
  make(set, &toy);
  if (o->held_out)
    ae_example_set_hold_out(set, (guint)o->held_out);
  return set;
}

const AeDataKind ae_data_toy = {
    .name = "toy",
    .help = "small sets that are made, with no folder",
    .options = rows,
    .options_size = sizeof(Options),
    .made = TRUE,
    .shape = toy_shape,
    .open = toy_open,
    .close = toy_close,
    .classes = ae_example_set_classes,
    .draw = ae_example_set_draw,
    .count = ae_example_set_count,
    .example = ae_example_set_example,
    .held_out = ae_example_set_held_out,
    .validation = ae_example_set_validation,
};
