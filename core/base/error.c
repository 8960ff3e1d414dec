/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/error.h>

G_DEFINE_QUARK(ae-error-quark, ae_error)
