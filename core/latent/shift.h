/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Attributes as directions among codes: z + a v has a times more of what v stands for (a smile, glasses; Larsen et al.
 * 2016, arXiv 1512.09300, section 4.2). v is a number of the codes' size for each of theirs: a = 1 goes from a typical
 * code without the attribute to a typical one with it.
 *
 * Attributes come together: where smiles are women's more often, the difference of means turns faces into women's. Two
 * cures: ae_shift_regress tells apart what varies independently in the data, ae_shift_project_out forbids directions;
 * ae_shift_leak says how much of another attribute is left.
 *
 *     float *v = ...;                                     d numbers
 *     ae_shift_between(&smiling, &others, v, &error);
 *     ae_shift_project_out(d, male, 1, v, &error);
 *     AeShiftLeak leak = ae_shift_leak(d, v, male);       nothing left: cosine 0
 *
 * In a model file: attribute.NAME.shift, F32 (d). NAME is a key of the stage `edit`. */
#ifndef AE_LATENT_SHIFT_H
#define AE_LATENT_SHIFT_H

#include "latent/codes.h"
#include "model/modelfile.h"

G_BEGIN_DECLS

/* v = mean(with) - mean(without). AE_ERROR_USAGE where one is empty or no set of codes, or widths differ. */
gboolean ae_shift_between(const AeCodes *with, const AeCodes *without, float *v, GError **error);

/* Least squares of codes on m attributes and a constant: row a of v (m x d) is what one unit of attribute a adds to a
 * code while the others stay. attributes: codes->n x m, 0 and 1 or any numbers. With one 0/1 attribute it is the
 * difference of means. AE_ERROR_USAGE where an attribute does not vary, or follows from those before it. */
gboolean ae_shift_regress(const AeCodes *codes, const float *attributes, int m, float *v, GError **error);

/* Takes from v all parts along others (n x d), which may depend on each other. */
gboolean ae_shift_project_out(int d, const float *others, int n, float *v, GError **error);

typedef struct {
  double cosine; /* of the angle between v and other, -1..1; 0 where one is 0 */
  double along;  /* how many times other is added with each v: v.other / |other|^2 */
} AeShiftLeak;

AeShiftLeak ae_shift_leak(int d, const float *v, const float *other);

/* How far along v a code lies: (z - origin).v / |v|^2 for each row, so that z + a v lies a further; out is codes->n,
 * origin (d) or NULL for 0. 0 where v is 0. */
void ae_shift_score(const AeCodes *codes, const float *v, const float *origin, double *out);

/* A name: a letter, then letters, digits, '_' and '-', 64 at most; else AE_ERROR_USAGE. */
gboolean ae_shift_name_check(const char *name, GError **error);
/* Adds the tensor of a checked name; v must live until the file is written. */
void ae_shift_write(const char *name, int d, const float *v, AeModelWriter *writer);
/* The names that file holds, sorted, NULL-ended; g_strfreev. */
char **ae_shift_names(const AeModelFile *file);
/* d numbers, ae_free. AE_ERROR_USAGE that suggests the nearest name where the file does not hold it, AE_ERROR_MODEL
 * where it is not of d numbers. */
float *ae_shift_read(const AeModelFile *file, const char *name, int d, GError **error);
/* Sets that AE_ERROR_USAGE: names (NULL-ended) are those that there are. */
void ae_shift_refuse(const char *path, const char *const *names, const char *name, GError **error);

G_END_DECLS
#endif
