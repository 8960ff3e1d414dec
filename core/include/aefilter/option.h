/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Options as rows. A stage, a layer, a loss or a format writer keeps its options in a plain struct and describes them
 * once, as a table that ends with a row whose name is NULL. The command line's KEY=VALUE, --help, the man page, the
 * GEGL properties, the GIMP dialog, the PDB arguments and the architecture text are all made from the same rows. */
#ifndef AEFILTER_OPTION_H
#define AEFILTER_OPTION_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef enum {
  AE_OPTION_INT,    /* gint */
  AE_OPTION_DOUBLE, /* gdouble */
  AE_OPTION_BOOL,   /* gboolean; text 0, 1, no, yes, false, true */
  AE_OPTION_STRING, /* char *, owned by the struct; may be NULL */
  AE_OPTION_FILE,   /* char *, owned: a path; may be NULL */
  AE_OPTION_CHOICE, /* gint, the index into choices */
} AeOptionType;

/* What an INT or DOUBLE holds whose text was the word "auto"; allowed only where allow_auto is set and min > -1. */
#define AE_AUTO (-1)

typedef struct {
  const char *name; /* lower case, [a-z0-9_]; a file format (scripts, XCF): chosen once */
  const char *help; /* one line, no full stop */
  AeOptionType type;
  gsize offset;               /* of the field in the struct */
  const char *def;            /* the default, as text; NULL only for STRING and FILE without one */
  double min, max;            /* INT and DOUBLE, both ends allowed */
  gboolean allow_auto;        /* INT and DOUBLE: the word "auto" is a value */
  const char *const *choices; /* CHOICE: names, NULL at the end; STRING: values for a dialog's list, among others */
  const char *unit;           /* "px", "8-bit levels", ...; NULL if none */
  const char *label;          /* in dialogs: "Noise level"; NULL: the name with a capital and spaces */
  gboolean area;              /* STRING: may be "X,Y,W,H" in the picture's pixels; hosts offer what is selected */
  gboolean advanced;          /* few will ever change it: dialogs keep it behind all others, or hidden at first */
} AeOption;

/* Sets every field to its default. values is the zeroed struct that the rows describe. Never fails on correct rows
 * (tested for every table). */
AE_API void ae_options_init(const AeOption *rows, void *values);

/* Frees the strings that values owns and NULLs them. */
AE_API void ae_options_clear(const AeOption *rows, void *values);

/* Sets the field NAME from TEXT. On an unknown name the message gives the nearest right one and lists all; on a bad
 * value it gives the range. owner ("stage denoise", "layer conv2d") begins the message. values is unchanged on failure.
 */
AE_API gboolean ae_option_set(const AeOption *rows, void *values, const char *owner, const char *name, const char *text,
                              GError **error);

/* The field as text that ae_option_set reads back to the same value. The caller frees it with g_free. */
AE_API char *ae_option_get(const AeOption *row, const void *values);

/* The row of that name, or NULL. */
AE_API const AeOption *ae_option_find(const AeOption *rows, const char *name);

/* The value's form for help texts: "0..1", "auto|0..100", "nearest|bilinear", "FILE". The caller frees it. */
AE_API char *ae_option_range(const AeOption *row);

/* The row's label for dialogs. The caller frees it with g_free. */
AE_API char *ae_option_label(const AeOption *row);

/* The name in names (NULL-ended) nearest to word by edit distance, or NULL if none is near enough to suggest. */
AE_API const char *ae_nearest_name(const char *word, const char *const *names);

G_END_DECLS
#endif
