/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A small ray caster: a wooden floor (y = 0), a brick wall (z = WALL_Z), balls on the floor, one lamp. */
#include "scene.h"

#include <math.h>
#include <stddef.h>

typedef struct {
  double x, y, z;
} Vec;

typedef struct {
  Vec centre;
  double radius, mirror; /* mirror: share of light reflected as by a mirror, 0..1 */
  Vec (*colour)(Vec p);  /* p relative to the centre, in radii */
} Ball;

typedef struct {
  double distance;
  Vec point, normal, colour;
  double mirror;
} Hit;

static const double WALL_Z = 3.5;
static const Vec EYE = {0, 1.5, -4.2}, LAMP = {-3.2, 4.6, -2.4};

static Vec vec(double x, double y, double z) { return (Vec){x, y, z}; }
static Vec add(Vec a, Vec b) { return vec(a.x + b.x, a.y + b.y, a.z + b.z); }
static Vec sub(Vec a, Vec b) { return vec(a.x - b.x, a.y - b.y, a.z - b.z); }
static Vec scale(Vec a, double k) { return vec(a.x * k, a.y * k, a.z * k); }
static Vec times(Vec a, Vec b) { return vec(a.x * b.x, a.y * b.y, a.z * b.z); }
static Vec mix(Vec a, Vec b, double t) { return add(scale(a, 1 - t), scale(b, t)); }
static double dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static Vec unit(Vec a) { return scale(a, 1 / sqrt(dot(a, a))); }
static double clamp01(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }
static double smooth(double a, double b, double x) {
  double t = clamp01((x - a) / (b - a));
  return t * t * (3 - 2 * t);
}

static double lattice(int x, int y, int z) {
  uint32_t h = (uint32_t)x * 0x8da6b343u ^ (uint32_t)y * 0xd8163841u ^ (uint32_t)z * 0xcb1ab31fu;
  h = (h ^ (h >> 15)) * 0x2c1b3c6du;
  h = (h ^ (h >> 12)) * 0x297a2d39u;
  return (double)((h ^ (h >> 15)) & 0xffffff) / 0x1000000;
}

/* Smooth random values in 0..1, one a unit cube. */
static double noise(Vec p) {
  int x = (int)floor(p.x), y = (int)floor(p.y), z = (int)floor(p.z);
  double u = smooth(0, 1, p.x - x), v = smooth(0, 1, p.y - y), w = smooth(0, 1, p.z - z), sum = 0;
  for (int k = 0; k < 8; k++) {
    int dx = k & 1, dy = k >> 1 & 1, dz = k >> 2;
    sum += lattice(x + dx, y + dy, z + dz) * (dx ? u : 1 - u) * (dy ? v : 1 - v) * (dz ? w : 1 - w);
  }
  return sum;
}

/* Noise with detail at every scale, 0..1. */
static double clouds(Vec p, int octaves) {
  double sum = 0, weight = 0.5;
  for (int i = 0; i < octaves; i++, weight /= 2, p = scale(p, 2.03))
    sum += weight * noise(p);
  return sum / (1 - 2 * weight);
}

static Vec marble(Vec p) {
  double vein = fabs(sin(6 * p.x + 9 * clouds(scale(p, 2.5), 6)));
  return mix(vec(0.05, 0.16, 0.12), vec(0.62, 0.82, 0.72), pow(vein, 0.6));
}

static Vec stripes(Vec p) {
  double t = p.y * 5.5 + 0.4 * p.x, band = t - floor(t);
  double edge = smooth(0.05, 0.08, band) * (1 - smooth(0.52, 0.55, band));
  return scale(mix(vec(0.85, 0.78, 0.62), vec(0.66, 0.07, 0.05), edge), 0.85 + 0.15 * clouds(scale(p, 24), 3));
}

static Vec steel(Vec p) { return scale(vec(0.55, 0.57, 0.6), 0.9 + 0.1 * noise(vec(p.x * 3, p.y * 60, p.z * 3))); }

static Vec wool(Vec p) {
  double angle = atan2(p.z, p.x), strand = sin(46 * (p.y + 0.12 * sin(3 * angle)) + 4 * sin(9 * angle));
  double fibre = noise(vec(p.x * 70, p.y * 70, p.z * 70));
  return scale(vec(0.86, 0.56, 0.08), 0.45 + 0.3 * strand * strand + 0.4 * fibre);
}

static Vec planks(Vec p) {
  double across = p.x / 0.62, plank = floor(across), edge = fabs(across - plank - 0.5);
  Vec q = vec(p.x * 3 + plank * 17.3, plank, p.z * 0.35 + lattice((int)plank, 5, 9) * 40);
  double rings = 14 * (q.x + 0.9 * clouds(q, 4)), grain = rings - floor(rings);
  double fibre = clouds(vec(p.x * 90, 0, p.z * 3), 4);
  Vec wood = mix(vec(0.42, 0.22, 0.1), vec(0.66, 0.42, 0.22), 0.6 * grain + 0.4 * fibre);
  wood = scale(wood, 0.75 + 0.4 * lattice((int)plank, 1, 2));
  return scale(wood, 1 - 0.8 * smooth(0.485, 0.497, edge));
}

static Vec bricks(Vec p) {
  double row = floor(p.y / 0.3), shift = fmod(fabs(row), 2) * 0.36, column = floor((p.x + shift) / 0.72);
  double u = (p.x + shift) / 0.72 - column, v = p.y / 0.3 - row;
  double rough = clouds(scale(p, 9), 6);
  double border = fmin(fmin(u, 1 - u) * 0.72, fmin(v, 1 - v) * 0.3) + 0.012 * (rough - 0.5);
  double tone = lattice((int)column, (int)row, 3);
  Vec brick = mix(vec(0.36, 0.13, 0.09), vec(0.6, 0.3, 0.2), tone);
  brick = scale(brick, 0.55 + 0.9 * rough);
  return mix(scale(vec(0.55, 0.52, 0.47), 0.7 + 0.6 * rough), brick, smooth(0.014, 0.026, border));
}

static const Ball BALLS[] = {
    {{-1.35, 0.85, 0.9}, 0.85, 0.06, marble},
    {{0.95, 1.0, 1.2}, 1.0, 0.55, steel},
    {{-0.1, 0.45, -0.7}, 0.45, 0.03, stripes},
    {{1.75, 0.42, -0.6}, 0.42, 0, wool},
};
enum { BALL_COUNT = sizeof BALLS / sizeof *BALLS };

/* The distance along the ray to the ball, or 0 where it misses. */
static double meet_ball(const Ball *ball, Vec from, Vec way) {
  Vec to = sub(ball->centre, from);
  double along = dot(to, way), inside = ball->radius * ball->radius - (dot(to, to) - along * along);
  if (inside < 0)
    return 0;
  double near = along - sqrt(inside);
  return near > 1e-4 ? near : 0;
}

static Hit hit_room(Vec from, Vec way) {
  double floor_at = way.y < -1e-9 ? -from.y / way.y : 1e9;
  double wall_at = way.z > 1e-9 ? (WALL_Z - from.z) / way.z : 1e9;
  Hit hit = {.distance = fmin(fmin(floor_at, wall_at), 1e3)};
  hit.point = add(from, scale(way, hit.distance));
  if (hit.distance >= 1e3) {
    hit.normal = vec(0, 1, 0);
    hit.colour = vec(0.25, 0.27, 0.3);
  } else if (floor_at < wall_at) {
    hit.normal = vec(0, 1, 0);
    hit.colour = planks(hit.point);
    hit.mirror = 0.07;
  } else {
    hit.normal = vec(0, 0, -1);
    hit.colour = bricks(hit.point);
  }
  return hit;
}

static Hit hit_scene(Vec from, Vec way) {
  const Ball *nearest = NULL;
  double distance = 1e9;
  for (int i = 0; i < BALL_COUNT; i++) {
    double d = meet_ball(&BALLS[i], from, way);
    if (d > 0 && d < distance) {
      distance = d;
      nearest = &BALLS[i];
    }
  }
  if (!nearest)
    return hit_room(from, way);
  Vec point = add(from, scale(way, distance)), normal = scale(sub(point, nearest->centre), 1 / nearest->radius);
  return (Hit){distance, point, normal, nearest->colour(normal), nearest->mirror};
}

/* The share of the lamp, a square of 3 x 3 points, that is seen from p. */
static double lamp_seen(Vec p) {
  int seen = 0;
  for (int k = 0; k < 9; k++) {
    Vec way = unit(sub(add(LAMP, vec(0.22 * (k % 3 - 1), 0, 0.22 * (k / 3 - 1))), p));
    int free = 1;
    for (int i = 0; i < BALL_COUNT && free; i++)
      free = meet_ball(&BALLS[i], p, way) == 0;
    seen += free;
  }
  return seen / 9.0;
}

static Vec light(Vec from, Vec way, int depth) {
  Hit hit = hit_scene(from, way);
  Vec p = add(hit.point, scale(hit.normal, 1e-3)), to_lamp = sub(LAMP, p);
  double fall = 26 / dot(to_lamp, to_lamp), open = lamp_seen(p);
  to_lamp = unit(to_lamp);
  double direct = fmax(0, dot(hit.normal, to_lamp)) * open * fall;
  Vec sky = scale(vec(0.2, 0.23, 0.3), 0.6 + 0.4 * hit.normal.y);
  Vec out = times(hit.colour, add(sky, scale(vec(1.0, 0.93, 0.8), direct)));
  Vec bounced = sub(way, scale(hit.normal, 2 * dot(way, hit.normal)));
  double shine = pow(fmax(0, dot(bounced, to_lamp)), 90) * open * (hit.mirror > 0.02) * 1.5;
  if (hit.mirror > 0 && depth > 0)
    out = mix(out, light(p, bounced, depth - 1), hit.mirror);
  return add(out, vec(shine, shine, shine));
}

static uint8_t to_srgb(double x) {
  x = x / (1 + 0.35 * x); /* soft shoulder, so that highlights keep their shape */
  x = x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055;
  return (uint8_t)(255 * clamp01(x) + 0.5);
}

/* Four rays a pixel. */
static Vec pixel(int x, int y, int width, int height) {
  Vec sum = {0, 0, 0};
  for (int k = 0; k < 4; k++) {
    double u = (x + 0.25 + 0.5 * (k & 1) - width / 2.0) / height;
    double v = (height / 2.0 - y - 0.25 - 0.5 * (k >> 1)) / height;
    sum = add(sum, light(EYE, unit(vec(u, v - 0.14, 1.05)), 2));
  }
  return scale(sum, 0.25);
}

void scene_draw(uint8_t *rgb, int width, int height) {
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++, rgb += 3) {
      Vec colour = pixel(x, y, width, height);
      rgb[0] = to_srgb(colour.x);
      rgb[1] = to_srgb(colour.y);
      rgb[2] = to_srgb(colour.z);
    }
}
