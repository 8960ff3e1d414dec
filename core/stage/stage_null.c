/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stage that changes nothing: the exemplar. To write a stage, copy this file to stage_NAME.c, rename, and add NAME
 * to the table in stages.c; --help, --list, the man page, the GEGL operation, the GIMP dialog and the table-driven
 * tests then know it. */
#include <aefilter/stage.h>

/* A stage with keys has a plain struct of their values here and one row for each in options[] below:
 *
 *     typedef struct { double strength; } Options;
 *     {"strength", "share of the result in the output", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, strength), "1", 0,
 * 1},
 */
static const AeOption options[] = {{NULL}};

/* What lives from open to close: the settings, and models where a stage needs them. */
typedef struct {
  const AeSettings *settings;
} State;

/* The stage's output, which pulls its input a few rows at a time. AeRows comes first, so that a pointer to one is a
 * pointer to the other. */
typedef struct {
  AeRows rows;
  AeRows *in;
  const AeSettings *settings;
} NullRows;

/* The caller (ae_rows_read) has checked n and counts self->next. */
static gboolean null_read(AeRows *self, void *out, guint32 n, GError **error) {
  NullRows *null = (NullRows *)self;
  if (!ae_rows_read(null->in, out, n, error))
    return FALSE;
  const AeSettings *settings = null->settings;
  double finished = (double)(self->next + n) / self->info.height;
  if (!settings->progress || settings->progress(finished, settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean null_rewind(AeRows *self, GError **error) { return ae_rows_rewind(((NullRows *)self)->in, error); }

static void null_free(AeRows *self) {
  ae_rows_free(((NullRows *)self)->in);
  ae_image_info_clear(&self->info);
  g_free(self);
}

/* Nothing is computed here: the work is done as the rows are pulled. in is ours from now on, also where we fail. */
static AeRows *null_apply(gpointer state, AeRows *in, GError **error) {
  NullRows *null = g_new0(NullRows, 1);
  ae_image_info_copy(&null->rows.info, &in->info);
  null->rows.read = null_read;
  null->rows.rewind = in->rewind ? null_rewind : NULL;
  null->rows.free = null_free;
  null->rows.next = in->next;
  null->in = in;
  null->settings = ((State *)state)->settings;
  return &null->rows;
}

/* Everything that can be wrong with the options is found here, before any picture is read. */
static gboolean null_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *null = g_new0(State, 1);
  null->settings = settings;
  *state = null;
  return TRUE;
}

static void null_close(gpointer state) { g_free(state); }

const AeStage ae_stage_null = {
    .name = "null",
    .help = "give every picture out as it came",
    .description = "Changes nothing. With -f it converts between file formats; with a folder it checks every picture "
                   "in it. It is also "
                   "the example for whoever writes a stage.",
    .in = AE_KIND_ANY,
    .out = AE_KIND_ANY,
    .same_size = TRUE,
    .options = options,
    .open = null_open,
    .apply = null_apply,
    .close = null_close,
};
