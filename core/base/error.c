/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/error.h>

GQuark ae_error_quark(void) { return g_quark_from_static_string("ae-error-quark"); }
