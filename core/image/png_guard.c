/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/png_guard.h"

void ae_png_on_error(png_structp png, png_const_charp message) {
  AePngGuard *guard = png_get_error_ptr(png);
  /* An input or output error came first and says more. */
  if (!guard->error)
    g_set_error(&guard->error, AE_ERROR, AE_ERROR_FORMAT, "%s: PNG: %s", guard->name, message);
  longjmp(png_jmpbuf(png), 1);
}

void ae_png_on_warning(png_structp png, png_const_charp message) {}
