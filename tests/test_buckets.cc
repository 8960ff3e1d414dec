/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pieces of the gradient: together they are all of it, and none is final before every worker has passed its weights. */
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

extern "C" {
#include "train/buckets.h"
}

namespace {

/* Weights of nodes 1 (a bias too), 2, 4 and 6; node 2 spans several buckets, the others share. */
class Buckets : public testing::Test {
protected:
  void SetUp() override {
    const struct {
      int node;
      gsize count;
    } weights[] = {{1, 500}, {1, 20}, {2, 3 * AE_BUCKET_NUMBERS}, {4, 40}, {6, AE_BUCKET_NUMBERS - 30}};
    for (const auto &w : weights)
      params.total += w.count;
    data.resize(params.total);
    ae_real *at = data.data();
    for (const auto &w : weights) {
      AeParam item = {};
      item.node = w.node, item.count = w.count, item.data = at, item.trainable = TRUE;
      items.push_back(item);
      at += w.count;
    }
    params.n = items.size(), params.items = items.data(), params.data = data.data();
  }
  void TearDown() override { ae_buckets_free(buckets); }
  void Make(int workers) { buckets = ae_buckets_new(&params, workers); }
  int Final() {
    int n = 0;
    while (n < ae_buckets_count(buckets) && ae_buckets_wait(buckets, n, 0))
      n++;
    for (int i = n; i < ae_buckets_count(buckets); i++)
      EXPECT_FALSE(ae_buckets_wait(buckets, i, 0)) << i << " before " << n;
    return n;
  }
  /* How many buckets hold nothing but weights of node and those behind it. */
  int Expected(int node) {
    gsize first_final = params.total;
    for (const AeParam &item : items)
      if (item.node >= node)
        first_final = std::min<gsize>(first_final, item.data - params.data);
    int expected = 0;
    for (int i = 0; i < ae_buckets_count(buckets); i++) {
      gsize first, n;
      ae_buckets_range(buckets, i, &first, &n);
      expected += first >= first_final;
    }
    return expected;
  }

  std::vector<ae_real> data;
  std::vector<AeParam> items;
  AeParams params = {};
  AeBuckets *buckets = nullptr;
};

TEST_F(Buckets, AreTheWholeFromItsEnd) {
  Make(1);
  gsize end = params.total, first = 0, n = 0;
  ASSERT_EQ(ae_buckets_count(buckets), 5);
  for (int i = 0; i < 5; i++, end = first) {
    ae_buckets_range(buckets, i, &first, &n);
    EXPECT_EQ(first + n, end) << i;
    EXPECT_LE(n, gsize{AE_BUCKET_NUMBERS}) << i;
  }
  EXPECT_EQ(first, 0u);
}

TEST_F(Buckets, BecomeFinalOneAfterAnother) {
  Make(1);
  EXPECT_EQ(Final(), 0);
  for (int node = 9; node >= 0; node--) { /* nodes behind the last weights too */
    ae_buckets_passed(buckets, 0, node);
    EXPECT_EQ(Final(), Expected(node)) << node;
  }
  EXPECT_EQ(Final(), 5);
  ae_buckets_reset(buckets);
  EXPECT_EQ(Final(), 0);
}

TEST_F(Buckets, AreFinalWithTheLastWorker) {
  Make(3);
  ae_buckets_passed(buckets, 0, 0);
  ae_buckets_passed(buckets, 2, 2);
  EXPECT_EQ(Final(), 0);
  ae_buckets_passed(buckets, 1, 4);
  EXPECT_EQ(Final(), Expected(4));
  EXPECT_GT(Expected(4), 0);
  ae_buckets_passed(buckets, 1, 1);
  EXPECT_EQ(Final(), Expected(2));
  EXPECT_LT(Expected(2), 5);
  ae_buckets_passed(buckets, 2, 1);
  EXPECT_EQ(Final(), 5);
}

TEST_F(Buckets, AreAwaited) {
  Make(1);
  GThread *worker = g_thread_new(
      "worker",
      [](gpointer b) -> gpointer {
        for (int node = 6; node >= 0; node--)
          ae_buckets_passed(static_cast<AeBuckets *>(b), 0, node);
        return nullptr;
      },
      buckets);
  for (int i = 0; i < 5; i++)
    EXPECT_TRUE(ae_buckets_wait(buckets, i, 60 * G_USEC_PER_SEC)) << i;
  g_thread_join(worker);
}

} // namespace
