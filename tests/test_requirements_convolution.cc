/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on convolutions, seen from the layers; the matrix and the overlaps have tests of their own
 * (test_conv_matrix.cc, test_checkerboard.cc). */
#include <algorithm>

#include "net_helpers.h"

namespace {

using std::string;
using std::vector;

/* A net of these lines, of a picture of one channel, with these weights. */
vector<ae_real> Apply(const string &lines, int side, const vector<ae_real> &weights, const vector<ae_real> &picture) {
  Graph graph = Parse("x input channels=1\n" + lines);
  Params params = NewParams(graph.get(), 1);
  EXPECT_EQ(params->total, weights.size());
  std::copy(weights.begin(), weights.end(), params->data);
  NetOwner net = NewNet(graph.get(), params.get(), 1, side, side, AeNetOptions{});
  std::copy(picture.begin(), picture.end(), Data(ae_net_input(net.get(), 0)));
  return Output(net.get());
}

/* The figure's four steps: a kernel of 3 x 3 in its four places on 4 x 4. Not turned round (E22). */
TEST(Requirements, R88FourSteps) {
  const vector<ae_real> kernel = {1, 2, 3, -4, 5, -6, 7, 8, -9};
  vector<ae_real> picture(16);
  for (int i = 0; i < 16; i++)
    picture[i] = static_cast<ae_real>(i * i % 11);
  vector<ae_real> steps;
  for (int top = 0; top < 2; top++)
    for (int left = 0; left < 2; left++) {
      ae_real sum = 0;
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          sum += kernel[3 * i + j] * picture[4 * (top + i) + left + j];
      steps.push_back(sum);
    }
  EXPECT_EQ(Apply("y conv2d out=1 kernel=3 pad=valid bias=0", 4, kernel, picture), steps);
}

/* The way back widens 2 x 2 to 4 x 4: each number puts the kernel, times itself, where the step took it from. */
TEST(Requirements, R90FourStepsBack) {
  const vector<ae_real> kernel = {1, 2, 3, -4, 5, -6, 7, 8, -9}, small = {2, -1, 3, 4};
  vector<ae_real> wide(16);
  for (int top = 0; top < 2; top++)
    for (int left = 0; left < 2; left++)
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          wide[4 * (top + i) + left + j] += kernel[3 * i + j] * small[2 * top + left];
  EXPECT_EQ(Apply("y tconv2d out=1 kernel=3 stride=1 pad=valid bias=0", 2, kernel, small), wide);
}

/* A constant stays a constant away from the borders, whatever the weights: resizing first leaves nothing to be uneven.
 */
TEST(Requirements, R93ConstantInConstantOut) {
  const int side = 6;
  const vector<ae_real> kernel = {0.5, -1, 2, 0.25, 3, -2, 1, 0.125, -0.75}, picture(side * side, 0.5);
  vector<ae_real> out = Apply("u upsample factor=2\ny conv2d out=1 kernel=3 bias=0", side, kernel, picture);
  double sum = 0;
  for (ae_real w : kernel)
    sum += w;
  ASSERT_EQ(out.size(), 144u);
  for (int i = 1; i < 11; i++)
    for (int j = 1; j < 11; j++)
      EXPECT_EQ(out[12 * i + j], static_cast<ae_real>(sum * 0.5)) << i << " " << j;
}

} // namespace
