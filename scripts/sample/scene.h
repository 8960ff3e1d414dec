/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A still life that is computed, so that the demo and the tests have a clean picture that is free of any rights. */
#ifndef SAMPLE_SCENE_H
#define SAMPLE_SCENE_H

#include <stdint.h>

/* Draws into rgb, width * height * 3 bytes, sRGB. The same bytes for the same size. */
void scene_draw(uint8_t *rgb, int width, int height);

#endif
