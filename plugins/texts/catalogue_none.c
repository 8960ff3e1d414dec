/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "texts.h"

const char *ae_texts_folder(void) { return NULL; }

const char *ae_texts_get(const char *text) { return text; }

const char *ae_texts_plural(const char *one, const char *many, guint n) { return n == 1 ? one : many; }
