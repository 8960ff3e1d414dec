/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Stages and chains of stages. A stage is one file stage_NAME.c and one row of the table in stages.c; stage_null.c is
 * the exemplar.
 *
 *     const char *words[] = {"denoise", "strength=0.7", NULL};
 *     AeChain *chain = ae_chain_parse(words, &error);
 *     if (!ae_chain_open(chain, &settings, &error)) ...   // here models are loaded, before any picture
 *     AeRows *out = ae_chain_apply(chain, in, &error);    // per picture; takes in; pull out's rows
 *     ae_chain_free(chain);
 *
 * Between stages a picture has its own sample type, so that a chain equals the same stages joined by pipes through a
 * lossless format. */
#ifndef AEFILTER_STAGE_H
#define AEFILTER_STAGE_H

#include <aefilter/image.h>
#include <aefilter/option.h>

G_BEGIN_DECLS

/* A code is a picture of one row of grey floats, as the formats for codes (csv, npy) hold them; an archive is one of
 * one row of grey bytes (format aea). */
typedef enum { AE_KIND_NOTHING, AE_KIND_IMAGE, AE_KIND_CODE, AE_KIND_ARCHIVE, AE_KIND_ANY } AeKind;
typedef enum { AE_PRECISION_AUTO, AE_PRECISION_F32, AE_PRECISION_BF16 } AePrecision;

/* Resources of one run, shared by its stages; plain data, zeros are the defaults. */
typedef struct {
  guint threads;      /* worker threads; 0: as many as the process may use */
  guint64 max_memory; /* bytes the stages may hold together; 0: no limit of our own */
  guint64 max_pixels; /* of one picture; 0: 1 gigapixel */
  AePrecision precision;
  guint64 seed;
  gboolean no_mark; /* pictures that a model of faces made or changed do not say so in their XMP metadata */
  /* Called from the pulling thread with the finished share of the current picture, 0..1; FALSE cancels. May be NULL. */
  gboolean (*progress)(double fraction, gpointer data);
  gpointer progress_data;
  /* Receives one line the user should know (an estimated noise level, a chosen model) at verbosity >= level; may be
   * NULL. */
  void (*note)(int level, const char *text, gpointer data);
  gpointer note_data;
} AeSettings;

typedef struct {
  const char *name, *help; /* help: one line */
  const char *description; /* a paragraph for --help STAGE, the man page and GEGL */
  AeKind in, out;
  gboolean same_size;      /* output has the input's width and height: fit for a GEGL filter */
  const AeOption *options; /* NULL-name row at the end; never NULL */
  gsize options_size;
  /* How many of the first options say which part of a picture is changed, such as a mask; without them, it is what is
   * transparent. A host with a selection gives that in their place. 0: all of a picture is changed. */
  guint marks;
  /* The STRING option that takes keys which no row has and whose value is a number, as "key:value,key:value": what they
   * are, a model tells. NULL: there are no such keys. */
  const char *others;
  /* Checks the options together and loads what the stage needs (models). *state is the stage's own, never NULL on
   * success. options and settings stay valid until close. A stage calls settings->progress with its own share of the
   * picture; the chain makes one of them. */
  gboolean (*open)(const void *options, const AeSettings *settings, gpointer *state, GError **error);
  /* One picture. Takes in, also on failure. The result keeps the type, channels, alpha and metadata of in. NULL where
   * what comes out is no picture for a picture (sample, interpolate): then there are take and next. */
  AeRows *(*apply)(gpointer state, AeRows *in, GError **error);
  /* A stream of pictures, for stages that make several out of one or none, one out of several, or work on many at once;
   * all NULL elsewhere (begin may stand alone). begin drops what is left of the stream before. take is given each
   * picture (takes in, also on failure; in is read before it returns) and at the end NULL; after each, next is called
   * until it gives NULL without an error: nothing until more was taken. */
  void (*begin)(gpointer state);
  gboolean (*take)(gpointer state, AeRows *in, GError **error);
  AeRows *(*next)(gpointer state, GError **error);
  void (*close)(gpointer state);
  /* For a stage that takes images, known after open: these are vectors, which files of codes hold. NULL: never. */
  gboolean (*vectors)(gpointer state);
  /* Pixels around a region that its result depends on, known after open; NULL: 0. For hosts that work on regions. */
  guint (*margin)(gpointer state);
  /* For hosts that work on regions: whether the stage, opened with these options, first measures something in the whole
   * picture, and the measuring: its result holds for every apply until the next settle or close. whole is read and
   * stays the caller's. Both NULL where nothing is ever measured. */
  gboolean (*measures)(gpointer state);
  gboolean (*settle)(gpointer state, AeRows *whole, GError **error);
} AeStage;

AE_API const AeStage *const *ae_stages(void);                             /* NULL-ended */
AE_API const AeStage *ae_stage_by_name(const char *name, GError **error); /* the message suggests the nearest name */

/* Whether what comes out is one sequence made of all that goes in, rather than a picture for each. */
static inline gboolean ae_stage_is_sequence(const AeStage *stage) { return !stage->apply; }

/* A stage's keys, and behind its own rows one for each key that a model adds (AeStage.others): a number from -3 to 3,
 * 0 by default, which changes nothing. The row of the others themselves is left out where there are any. */
typedef struct {
  AeOption *rows; /* NULL-name row at the end */
  gsize size;     /* of the zeroed struct that rows describe; the stage's own options are its beginning */
  guint own;      /* how many rows are the stage's */
} AeStageKeys;

/* model: as ae_model_load takes it; NULL: the default of the stage's row "model". Where it is not found, or there are
 * no others, the rows are the stage's alone. Of the model only the header is read. */
AE_API AeStageKeys *ae_stage_keys_new(const AeStage *stage, const char *model);
AE_API void ae_stage_keys_free(AeStageKeys *keys); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeStageKeys, ae_stage_keys_free)

/* A chain works on one picture at a time: the rows of one apply are freed before the next. */
typedef struct AeChain AeChain;

/* words: NULL-ended; a word with '=' sets a key of the stage before it, one without starts the next stage. */
AE_API AeChain *ae_chain_parse(const char *const *words, GError **error);
AE_API void ae_chain_free(AeChain *chain); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeChain, ae_chain_free)
/* settings are copied. Opening again closes first. After FALSE no stage is open. */
AE_API gboolean ae_chain_open(AeChain *chain, const AeSettings *settings, GError **error);
/* Takes in, also on failure. The result pulls in and must be freed before the chain. */
AE_API AeRows *ae_chain_apply(AeChain *chain, AeRows *in, GError **error);
/* What goes in and comes out; AE_KIND_ANY where all stages take anything. */
AE_API AeKind ae_chain_in(const AeChain *chain);
AE_API AeKind ae_chain_out(const AeChain *chain);

/* An opened chain on a stream. For one picture after another and at last NULL:
 *
 *     ae_chain_put(chain, in);                              takes in
 *     while ((out = ae_chain_next(chain, &error))) ...      free out before the next call
 *
 * NULL of next without an error: nothing until more is put. A picture that is put may be pulled by next. */
AE_API void ae_chain_begin(AeChain *chain);
AE_API void ae_chain_put(AeChain *chain, AeRows *in);
AE_API AeRows *ae_chain_next(AeChain *chain, GError **error);
AE_API gboolean ae_chain_is_sequence(const AeChain *chain); /* one of its stages is; ae_chain_apply then fails */

AE_API guint ae_chain_length(const AeChain *chain);
AE_API const AeStage *ae_chain_stage(const AeChain *chain, guint i);
AE_API guint ae_chain_margin(const AeChain *chain); /* of an opened chain: sum over the stages */
/* An opened chain on regions of a picture (AeImageInfo's x, y, full_width, full_height): what lies at least
 * ae_chain_margin inside a region, or between it and the picture's border, comes out as the whole's to the bit; the
 * rest of the region is only context. Where ae_chain_measures, ae_chain_settle must see the whole picture first: only
 * the first stage may be one that measures. whole is read, from its first row, and stays the caller's. */
AE_API gboolean ae_chain_measures(const AeChain *chain);
AE_API gboolean ae_chain_settle(AeChain *chain, AeRows *whole, GError **error);
AE_API char *ae_chain_text(const AeChain *chain); /* "denoise strength=0.7 sigma=auto", quoted for a shell; g_free */

G_END_DECLS
#endif
