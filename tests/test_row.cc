/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <gtest/gtest.h>

#include "base/row.h"

namespace {

struct Row {
  const char *name;
  int value;
};
const Row red = {"red", 1}, green = {"green", 2};
const Row *const colours[] = {&red, &green, nullptr}, *const none[] = {nullptr};

gconstpointer Find(const Row *const *table, const char *name, std::string *message = nullptr) {
  g_autoptr(GError) error = nullptr;
  auto row = ae_row_by_name(reinterpret_cast<gconstpointer const *>(table), "colour", "Colours", name, &error);
  EXPECT_EQ(row == nullptr, error != nullptr);
  EXPECT_TRUE(row || g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  if (message)
    *message = error ? error->message : "";
  return row;
}

TEST(Row, IsFoundByItsWholeName) {
  EXPECT_EQ(Find(colours, "red"), &red);
  EXPECT_EQ(Find(colours, "green"), &green);
  for (const char *name : {"", "gree", "greens", "Red"})
    EXPECT_EQ(Find(colours, name), nullptr) << name;
}

TEST(Row, AnotherNameIsAnsweredWithTheNearest) {
  std::string message;
  Find(colours, "gren", &message);
  EXPECT_EQ(message, "no colour \"gren\"; did you mean \"green\"? Colours: red, green");
  Find(colours, "zzzzzz", &message);
  EXPECT_EQ(message, "no colour \"zzzzzz\"; Colours: red, green");
  Find(none, "x", &message);
  EXPECT_EQ(message, "no colour \"x\"; Colours: ");
  Find(colours, "\xff\xfe\xff\xfe", &message);
  EXPECT_TRUE(g_utf8_validate(message.c_str(), -1, nullptr));
}

}  // namespace
