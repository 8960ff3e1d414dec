/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Buffers in one block. */
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/rng.h"
#include "nn/arena.h"

namespace {

bool Overlap(const AeBuffer &a, const AeBuffer &b) {
  return a.size && b.size && a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

TEST(Arena, BuffersThatLiveTogetherLieApart) {
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  for (int round = 0; round < 200; round++) {
    std::vector<AeBuffer> buffers(1 + ae_rng_below(&rng, 40));
    gsize sum = 0;
    std::vector<gsize> alive(64, 0);
    for (AeBuffer &b : buffers) {
      b = {ae_rng_below(&rng, 5) ? ae_rng_below(&rng, 1000) : 0, static_cast<int>(ae_rng_below(&rng, 50)), 0, 0};
      b.last = b.first + static_cast<int>(ae_rng_below(&rng, 10));
      sum += b.size + 15;
      for (int t = b.first; t <= b.last; t++)
        alive[t] += b.size;
    }
    gsize size = ae_arena_place(buffers.data(), static_cast<int>(buffers.size()), 16);
    EXPECT_LE(size, sum);
    EXPECT_GE(size, *std::max_element(alive.begin(), alive.end()));
    for (gsize i = 0; i < buffers.size(); i++) {
      EXPECT_EQ(buffers[i].offset % 16, 0u);
      EXPECT_LE(buffers[i].offset + buffers[i].size, size);
      for (gsize k = 0; k < i; k++)
        if (buffers[i].first <= buffers[k].last && buffers[k].first <= buffers[i].last) {
          ASSERT_FALSE(Overlap(buffers[i], buffers[k])) << round << ": " << i << ", " << k;
        }
    }
  }
}

TEST(Arena, AChainNeedsTwoBuffers) {
  std::vector<AeBuffer> chain(20);
  for (int i = 0; i < 20; i++)
    chain[i] = {100, i, i + 1, 0};
  EXPECT_EQ(ae_arena_place(chain.data(), 20, 1), 200u);
  AeBuffer huge[] = {{G_MAXSIZE - 10, 0, 5, 0}, {100, 3, 4, 0}};
  EXPECT_EQ(ae_arena_place(huge, 2, 1), G_MAXSIZE);
}

} // namespace
