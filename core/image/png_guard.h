/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* libpng reports errors by longjmp. Every function that calls it sets the jump's target itself and returns FALSE from
 * there, so that no jump passes a frame that owns something:
 *
 *     if (setjmp(png_jmpbuf(png)))
 *       return FALSE;
 */
#ifndef AE_IMAGE_PNG_GUARD_H
#define AE_IMAGE_PNG_GUARD_H

#include <aefilter/error.h>

#include <png.h>
#include <setjmp.h>

G_BEGIN_DECLS

/* Given to libpng as its error pointer. */
typedef struct {
  const char *name; /* of the file */
  GError *error;    /* set when a jump was made */
} AePngGuard;

/* libpng's callbacks: the first keeps the message and jumps; warnings are about things that libpng mends itself. */
void ae_png_on_error(png_structp png, png_const_charp message);
void ae_png_on_warning(png_structp png, png_const_charp message);

G_END_DECLS
#endif
