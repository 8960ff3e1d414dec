/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The way from one photo of a face to the next. A network's pictures of faces are smooth; a photo's detail is what the
 * network's picture of it lacks. On the way the network's pictures lead from one face to the other, and the details of
 * both, eyes on eyes, are faded into one another:
 *
 *     frame = D(z_t) + (1 - t) (A - D(z_A)) + t (B - D(z_B))
 *           = (1 - t) A + t B + change,   change = D(z_t) - (1 - t) D(z_A) - t D(z_B)
 *
 * so that the ends are the photos themselves. Only the change is enlarged from the network's size.
 *
 *     AeFaceWay *way = ae_face_way_new("face", "auto", AE_AUTO, settings, &error);
 *     ae_face_way_take(way, in, code, &error)                    for each photo
 *     ae_face_way_decode(way, codes, n, pictures, &error)        of the codes on the way
 *     rows = ae_face_way_frame(way, i, t, picture, &error)       from photo i to i + 1, 0 <= t <= 1 */
#ifndef AE_STAGE_FACE_WAY_H
#define AE_STAGE_FACE_WAY_H

#include "stage/face_model.h"

G_BEGIN_DECLS

enum { AE_FACE_WAY_SMALLEST = 16, AE_FACE_WAY_LARGEST = 4096 };

typedef struct AeFaceWay AeFaceWay;

/* which: a model of faces (ae_face_model_new). region: as in AeFaceChoice, the same for all photos; of several faces
 * the largest counts. size: of the frames, which are square; AE_AUTO: as large as the first face's square is in its
 * photo, made even, as coders of video want it. settings and region must outlive it. */
AeFaceWay *ae_face_way_new(const char *which, char *region, int size, const AeSettings *settings, GError **error);
void ae_face_way_free(AeFaceWay *way);  /* accepts NULL */
void ae_face_way_begin(AeFaceWay *way); /* drops all photos */

gsize ae_face_way_code(const AeFaceWay *way);    /* numbers of a code */
gsize ae_face_way_picture(const AeFaceWay *way); /* numbers of a picture of the network */

/* The next photo; its code is written to code. in is rewindable and stays the caller's. */
gboolean ae_face_way_take(AeFaceWay *way, AeRows *in, float *code, GError **error);
gboolean ae_face_way_decode(AeFaceWay *way, const float *codes, gsize n, float *pictures, GError **error);
/* picture: of the code there. The frame has the first photo's sample type and colour space. */
AeRows *ae_face_way_frame(AeFaceWay *way, guint i, double t, const float *picture, GError **error);
void ae_face_way_drop(AeFaceWay *way, guint i); /* photo i is not needed any more */

G_END_DECLS
#endif
