/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/batch_check.h"

#include "base/checked.h"
#include "image/format_row.h"

#include <string.h>

static gboolean refuse(GError **error, const char *text) {
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, text);
  return FALSE;
}

const AeFormat *ae_batch_format(const AeBatch *batch, const AeTask *task) {
  if (batch->format)
    return batch->format;
  return task->mirrored ? NULL : ae_format_by_path(task->output);
}

/* The trial is on values that nobody uses. */
static gboolean takes_option(const AeFormat *format, const char *word, GError **error) {
  const AeOption *rows = ae_format_options(format);
  g_autofree char *owner = g_strconcat("format ", ae_format_name(format), NULL);
  g_autofree char *key = g_strndup(word, strcspn(word, "="));
  const char *text = word[strlen(key)] ? word + strlen(key) + 1 : "";
  gpointer values = ae_alloc(1, MAX(format->writer_size, 1), owner, error);
  if (!values)
    return FALSE;
  gboolean taken = ae_option_set(rows, values, owner, key, text, error);
  ae_options_clear(rows, values);
  ae_free(values);
  return taken;
}

/* Where the format is not known yet, one format that takes the option is enough; else the message is that of a format
 * which has the key. */
static gboolean some_format_takes(const char *word, GError **error) {
  g_autofree char *key = g_strndup(word, strcspn(word, "="));
  g_autoptr(GError) problem = NULL;
  for (const AeFormat *const *row = ae_formats(); *row; row++) {
    if (!ae_option_find(ae_format_options(*row), key))
      continue;
    g_clear_error(&problem);
    if (takes_option(*row, word, &problem))
      return TRUE;
  }
  if (problem) {
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
  }
  g_autofree char *shown = g_utf8_make_valid(key, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no format has a key \"%s\"", shown);
  return FALSE;
}

static gboolean check_options(const AeBatch *batch, const AePlan *plan, GError **error) {
  const AeFormat *format = batch->format;
  if (!plan->folder)
    format = ae_batch_format(batch, plan->tasks->pdata[0]);
  for (const char *const *word = batch->format_options; word && *word; word++)
    if (!(format ? takes_option(format, *word, error) : some_format_takes(*word, error)))
      return FALSE;
  return TRUE;
}

/* A format that holds one picture may still be concatenated in a stream, but not in a file. */
static gboolean check_several(const AeBatch *batch, const AePlan *plan, GError **error) {
  const AeTask *task = plan->tasks->len ? plan->tasks->pdata[0] : NULL;
  if (plan->folder || task->numbered || !batch->inputs[0] || !batch->inputs[1])
    return TRUE;
  const AeFormat *format = ae_batch_format(batch, task);
  guint one = AE_FORMAT_ONE | (strcmp(batch->output, "-") ? AE_FORMAT_ONE_A_FILE : 0);
  if (!format || !(format->flags & one))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "several inputs, but a %s file holds one picture; give -o a folder (a name that ends in /)",
              format->name);
  return FALSE;
}

AeKind ae_batch_kind(const AeFormat *format) {
  if (!(format->flags & AE_FORMAT_VECTORS))
    return AE_KIND_IMAGE;
  return format->samples & 1 << AE_SAMPLE_FLOAT ? AE_KIND_CODE : AE_KIND_ARCHIVE;
}

/* Codes may go into a format for pictures that holds floats, but bytes that are an archive are no picture. */
static gboolean check_kind(const AeBatch *batch, const AePlan *plan, const AeChain *chain, GError **error) {
  AeKind out = ae_chain_out(chain);
  const AeFormat *format = plan->folder ? batch->format : ae_batch_format(batch, plan->tasks->pdata[0]);
  if (!format || out == AE_KIND_ANY || (out == AE_KIND_ARCHIVE) == (ae_batch_kind(format) == AE_KIND_ARCHIVE))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              out == AE_KIND_ARCHIVE ? "archives are written as aea, not as %s" : "only archives are written as %s",
              format->name);
  return FALSE;
}

gboolean ae_batch_check(const AeBatch *batch, const AePlan *plan, const AeChain *chain, GError **error) {
  if (batch->resume && !strcmp(batch->output, "-"))
    return refuse(error, "standard output cannot be resumed; give an output file or folder");
  if (batch->shards && !plan->folder)
    return refuse(error, "only the files of a folder can be divided into shards");
  return check_kind(batch, plan, chain, error) && check_several(batch, plan, error) &&
         check_options(batch, plan, error);
}
