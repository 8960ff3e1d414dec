/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of measurements: a new task is a file eval_NAME.c and a row here. */
#include "train/eval.h"

extern const AeEval ae_eval_denoise, ae_eval_inpaint, ae_eval_restore, ae_eval_upscale;

static const AeEval *const table[] = {&ae_eval_denoise, &ae_eval_inpaint, &ae_eval_restore, &ae_eval_upscale, NULL};

const AeEval *const *ae_evals(void) { return table; }
const char *ae_eval_task(const AeEval *eval) { return eval->task; }
const char *ae_eval_help(const AeEval *eval) { return eval->help; }
const AeOption *ae_eval_options(const AeEval *eval) { return eval->options; }
