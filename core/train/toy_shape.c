/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/toy_shape.h"

#include <math.h>

typedef struct {
  double x, y, radius, sine, cosine, light;
} Pose;

static double between(AeRng *rng, double from, double to) { return from + (to - from) * ae_rng_uniform(rng); }

static Pose draw_pose(AeRng *rng, int width, int height) {
  double side = MIN(width, height), angle = between(rng, 0, G_PI);
  Pose pose = {.sine = sin(angle), .cosine = cos(angle), .radius = between(rng, 0.2, 0.35) * side};
  pose.x = between(rng, pose.radius + 0.5, width - pose.radius - 1.5);
  pose.y = between(rng, pose.radius + 0.5, height - pose.radius - 1.5);
  pose.light = between(rng, 0.5, 1);
  return pose;
}

/* How far inside a bar along the first axis a point lies, in pixels; its ends are on the circle. */
static double bar_depth(double along, double across, double radius) {
  return MIN(radius - fabs(along), 0.3 * radius - fabs(across));
}

/* The same for each of the shapes, of a point given from the centre. */
static double depth(int which, const Pose *pose, double x, double y) {
  double along = x * pose->cosine + y * pose->sine, across = y * pose->cosine - x * pose->sine;
  if (which == 0)
    return pose->radius - hypot(x, y);
  double bar = bar_depth(along, across, pose->radius);
  return which == 1 ? bar : MAX(bar, bar_depth(across, along, pose->radius));
}

void ae_toy_shape_draw(int which, AeRng *rng, int width, int height, float *out) {
  Pose pose = draw_pose(rng, width, height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      double share = depth(which, &pose, x - pose.x, y - pose.y) + 0.5;
      *out++ = (float)(pose.light * CLAMP(share, 0, 1));
    }
}
