/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Errors: every function that can fail takes a GError ** and returns FALSE or NULL. The library never prints and never
 * exits. A message names the file, the place in it (byte, row, key, line) and what is wrong, and is made to be shown as
 * it is. */
#ifndef AEFILTER_ERROR_H
#define AEFILTER_ERROR_H

#include <glib.h>

G_BEGIN_DECLS

/* What the shared library exports; everything else in it is hidden. */
#if defined(__GNUC__)
#define AE_API __attribute__((visibility("default")))
#else
#define AE_API
#endif

#define AE_ERROR (ae_error_quark())

typedef enum {
  AE_ERROR_USAGE,     /* an unknown name, a bad value: the caller's text is wrong (exit 2) */
  AE_ERROR_FORMAT,    /* a file is damaged, truncated or of a kind that is not supported */
  AE_ERROR_MODEL,     /* a model file is damaged or does not fit the task */
  AE_ERROR_LIMIT,     /* a size over --max-pixels or --max-memory, refused before allocation */
  AE_ERROR_MEMORY,    /* an allocation failed */
  AE_ERROR_IO,        /* the operating system refused: open, read, write, rename */
  AE_ERROR_PIPE,      /* the reader of our output went away: end quietly */
  AE_ERROR_CANCELLED, /* the progress callback returned FALSE */
  AE_ERROR_BUSY,      /* another process is writing the same file */
  AE_ERROR_INTERNAL,  /* a bug in this library, by definition */
} AeError;

AE_API GQuark ae_error_quark(void);

G_END_DECLS
#endif
