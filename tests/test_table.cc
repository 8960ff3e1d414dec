/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <algorithm>

#include "base/table.h"

#include "image_helpers.h"

namespace {

using TableOwner = std::unique_ptr<AeTable, Freed<ae_table_free>>;

class Table : public testing::Test {
protected:
  TableOwner Read(const std::string &text) {
    WriteFile(folder.file("t.csv"), text);
    g_clear_error(&failure.error);
    return TableOwner(ae_table_read(folder.file("t.csv").c_str(), &failure));
  }
  TempFolder folder;
  Failure failure;
};

TEST_F(Table, CommasTabsAndQuotes) {
  TableOwner table = Read("a,b c,\"d,\"\"e\"\"\"\r\n1,,x\n\n2,\"two\nlines\",\"\"\n");
  ASSERT_NE(table, nullptr) << failure.message();
  ASSERT_EQ(table->n_columns, 3u);
  ASSERT_EQ(table->n_rows, 2u);
  EXPECT_STREQ(table->names[1], "b c");
  EXPECT_STREQ(table->names[2], "d,\"e\"");
  EXPECT_STREQ(ae_table_cell(table.get(), 0, 1), "");
  EXPECT_STREQ(ae_table_cell(table.get(), 1, 1), "two\nlines");
  EXPECT_STREQ(ae_table_cell(table.get(), 1, 2), "");
  EXPECT_EQ(table->lines[1], 4u);
  table = Read("a\tb,c\n1\t2,3");
  ASSERT_NE(table, nullptr) << failure.message();
  EXPECT_EQ(table->n_columns, 2u);
  EXPECT_STREQ(ae_table_cell(table.get(), 0, 1), "2,3");
  table = Read("\"a;b\";c\n1,5;2\n");
  ASSERT_NE(table, nullptr) << failure.message();
  EXPECT_EQ(table->n_columns, 2u);
  EXPECT_STREQ(ae_table_cell(table.get(), 0, 0), "1,5");
  table = Read("\"a;b\",c\n1,2\n");
  ASSERT_NE(table, nullptr) << failure.message();
  EXPECT_STREQ(table->names[0], "a;b");
}

/* The names may be the last of them, with or without a separator behind its #. */
TEST_F(Table, CommentsStandBeforeTheNames) {
  for (const char *text : {"# what it is\n#\ta\tb\n1\t2\n", "# what, it is\n# and more\n\n# a,b\n1,2\n",
                           "# what it is\na;b\n1;2\n", "#a,b\r\n1,2\r\n", "# x\n\na\tb\n1\t2\n"}) {
    TableOwner table = Read(text);
    ASSERT_NE(table, nullptr) << text << failure.message();
    ASSERT_EQ(table->n_columns, 2u) << text;
    ASSERT_EQ(table->n_rows, 1u) << text;
    EXPECT_STREQ(table->names[0], "a") << text;
    EXPECT_STREQ(table->names[1], "b");
    EXPECT_STREQ(ae_table_cell(table.get(), 0, 1), "2");
    EXPECT_EQ(table->lines[0], (guint)std::count(text, strrchr(text, '1'), '\n') + 1) << text;
  }
  TableOwner table = Read("#,file\n1,a.png\n");
  ASSERT_NE(table, nullptr) << failure.message();
  EXPECT_STREQ(table->names[0], "#") << "a column of that name";
}

TEST_F(Table, NumbersMayBeMissingButNotWrong) {
  TableOwner table = Read("a,b\n1.5,2\n,x\n-3e2,nan\n");
  ASSERT_NE(table, nullptr) << failure.message();
  g_autofree double *a = ae_table_numbers(table.get(), 0, &failure);
  ASSERT_NE(a, nullptr) << failure.message();
  EXPECT_EQ(a[0], 1.5);
  EXPECT_TRUE(std::isnan(a[1]));
  EXPECT_EQ(a[2], -300);
  EXPECT_EQ(ae_table_numbers(table.get(), 1, &failure), nullptr);
  EXPECT_NE(failure.message().find("t.csv: line 3: b=x is no number"), std::string::npos) << failure.message();
}

TEST_F(Table, ColumnsAreFoundByName) {
  TableOwner table = Read("step,loss\n");
  guint column = 9;
  EXPECT_EQ(table->n_rows, 0u);
  EXPECT_TRUE(ae_table_column(table.get(), "loss", &column, &failure));
  EXPECT_EQ(column, 1u);
  EXPECT_FALSE(ae_table_column(table.get(), "lsos", &column, &failure));
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
  EXPECT_NE(failure.message().find("did you mean \"loss\"? Columns: step, loss"), std::string::npos)
      << failure.message();
}

TEST_F(Table, SaysWhereItIsDamaged) {
  const struct {
    std::string text;
    int code;
    const char *part;
  } cases[] = {
      {"", AE_ERROR_FORMAT, "line 1: the file is empty"},
      {"a,b\n1,2\n3\n", AE_ERROR_FORMAT, "line 3: 1 cells where the first line has 2"},
      {"a,b\n1,2,3\n", AE_ERROR_FORMAT, "line 2: 3 cells"},
      {"a,b\n1,\"2\n", AE_ERROR_FORMAT, "line 3: a quoted cell has no end"},
      {"a,b\n\"1\"x,2\n", AE_ERROR_FORMAT, "line 2: something stands behind a quoted cell"},
      {std::string("a,b\n1,\0\n", 8), AE_ERROR_FORMAT, "byte 6 is 0"},
      {std::string(5000, ','), AE_ERROR_LIMIT, "more than 4096 columns"},
  };
  for (const auto &c : cases) {
    EXPECT_EQ(Read(c.text), nullptr) << c.part;
    EXPECT_EQ(failure.code(), c.code) << c.part;
    EXPECT_NE(failure.message().find(c.part), std::string::npos) << failure.message();
  }
  g_clear_error(&failure.error);
  EXPECT_EQ(ae_table_read(folder.file("none.csv").c_str(), &failure), nullptr);
  EXPECT_EQ(failure.code(), AE_ERROR_IO);
}

/* Any cut of a table is read or refused, never worse. */
TEST_F(Table, AnyBeginningIsHandled) {
  const std::string text = "a,\"b\"\r\n\"1\n\"\"\",2\n\"\",\"\"\n";
  for (size_t n = 0; n <= text.size(); n++)
    if (TableOwner table = Read(text.substr(0, n)))
      for (guint i = 0; i < table->n_rows; i++)
        EXPECT_NE(ae_table_cell(table.get(), i, table->n_columns - 1), nullptr);
    else
      EXPECT_FALSE(failure.message().empty()) << n;
}

} // namespace
