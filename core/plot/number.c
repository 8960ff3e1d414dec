/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/number.h"

#include <math.h>
#include <string.h>

static int exponent_of(double magnitude) { return magnitude > 0 ? (int)floor(log10(magnitude) + 1e-9) : 0; }

static void append_exponent(GString *text, int exponent) {
  static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  g_autofree char *number = g_strdup_printf("%d", ABS(exponent));
  g_string_append(text, exponent < 0 ? "⁻" : "");
  for (const char *c = number; *c; c++)
    g_string_append(text, digits[*c - '0']);
}

/* From five digits on, groups of three with a thin space between. */
static void append_grouped(GString *text, const char *number) {
  gsize whole = strcspn(number, ".");
  for (gsize i = 0; i < whole; i++) {
    if (whole > 4 && i && (whole - i) % 3 == 0)
      g_string_append(text, "\u2009");
    g_string_append_c(text, number[i]);
  }
  g_string_append(text, number + whole);
}

static void trim_zeros(char *number) {
  if (!strchr(number, '.'))
    return;
  char *end = number + strlen(number);
  while (end[-1] == '0')
    *--end = 0;
  if (end[-1] == '.')
    end[-1] = 0;
}

static char *write_number(double value, double step, gboolean trim) {
  char number[G_ASCII_DTOSTR_BUF_SIZE], form[8];
  double magnitude = fabs(value);
  int exponent = exponent_of(magnitude);
  gboolean scientific = exponent < -3 || exponent > 5;
  double scale = scientific ? pow(10, exponent) : 1;
  g_snprintf(form, sizeof form, "%%.%df", CLAMP((int)ceil(-log10(step / scale) - 1e-9), 0, 12));
  g_ascii_formatd(number, sizeof number, form, magnitude / scale);
  if (trim || scientific || value == 0)
    trim_zeros(number);
  GString *text = g_string_new(value < 0 ? "−" : "");
  gboolean power_alone = scientific && !strcmp(number, "1");
  if (!power_alone)
    append_grouped(text, number);
  if (scientific) {
    g_string_append(text, power_alone ? "10" : "×10");
    append_exponent(text, exponent);
  }
  return g_string_free(text, FALSE);
}

char *ae_number(double value, double step) { return write_number(value, step, FALSE); }

char *ae_number_short(double value, int digits) {
  return write_number(value, pow(10, exponent_of(fabs(value)) - digits + 1), TRUE);
}
