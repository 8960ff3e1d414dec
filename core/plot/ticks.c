/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/ticks.h"

#include <math.h>

#include "plot/number.h"

double ae_nice_number(double x) {
  double power = pow(10, floor(log10(x))), fraction = x / power;
  return power * (fraction < 1.5 ? 1 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10);
}

static void add(AeTicks *ticks, double value, double step) {
  if (ticks->n == AE_MAX_TICKS)
    return;
  ticks->at[ticks->n] = value;
  g_autofree char *text = ae_number(value, step);
  g_strlcpy(ticks->text[ticks->n++], text, sizeof ticks->text[0]);
}

static void make_linear(AeTicks *ticks, double lo, double hi, guint wanted) {
  double step = ae_nice_number((hi - lo) / wanted), slack = step * 1e-6;
  for (double i = ceil((lo - slack) / step); i * step <= hi + slack && ticks->n < AE_MAX_TICKS; i++)
    add(ticks, i == 0 ? 0 : i * step, step); /* no -0 */
}

/* Every decade, or every second, third ... where there are many. */
static void make_decades(AeTicks *ticks, double lo, double hi, guint wanted) {
  static const double between[] = {1, 2, 5};
  int first = (int)floor(log10(lo)), last = (int)ceil(log10(hi)), every = 1 + (last - first) / (int)(2 * wanted);
  guint n = (guint)(last - first) * 2 <= wanted ? 3 : 1;
  for (int decade = first; decade <= last; decade += every)
    for (guint i = 0; i < n; i++) {
      double power = pow(10, decade), value = between[i] * power;
      if (value >= lo * (1 - 1e-9) && value <= hi * (1 + 1e-9))
        add(ticks, value, power);
    }
}

void ae_ticks_make(AeTicks *ticks, double lo, double hi, gboolean logarithmic, guint wanted) {
  for (wanted = MAX(wanted, 2), ticks->n = 0; ticks->n < 2 && wanted <= 16; wanted *= 2) {
    ticks->n = 0;
    if (logarithmic && hi >= 10 * lo)
      make_decades(ticks, lo, hi, wanted);
    else
      make_linear(ticks, lo, hi, wanted);
  }
}

void ae_ticks_set(AeTicks *ticks, const double *at, guint n) {
  ticks->n = MIN(n, AE_MAX_TICKS);
  for (guint i = 0; i < ticks->n; i++) {
    g_autofree char *text = ae_number_short(at[i], 6);
    ticks->at[i] = at[i];
    g_strlcpy(ticks->text[i], text, sizeof ticks->text[0]);
  }
}
