/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What nearly every test includes, compiled once: half of a test's time in the compiler. Tests name it all the same. */
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>
