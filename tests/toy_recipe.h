/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A recipe whose training takes milliseconds. */
#ifndef AE_TESTS_TOY_RECIPE_H
#define AE_TESTS_TOY_RECIPE_H

inline constexpr char kToy[] = R"([model]
name = toy
task = denoise

[metadata]
sigma_min = 0
sigma_max = 50

[net]
x = input channels=4
a = conv2d out=6 kernel=3
r = relu
b = conv2d out=3 kernel=3 gain=0.1
rgb = slice x from=0 count=3
y = add rgb b

[data]
batch = 4
patch = 12

[corrupt]
train = gaussian sigma_min=20 sigma_max=50
validate = gaussian sigma_min=30 sigma_max=30

[loss]
l1 = 1
mse = 0.5

[optim]
lr = 5e-3
clip = 1
ema = 0.9

[schedule]
steps = 20
warmup = 3

[validate]
every = 10
pictures = 3

[run]
threads = 1
log = 5
)";

#endif
