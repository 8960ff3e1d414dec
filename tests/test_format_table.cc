/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What every row of the table of formats must have. */
#include "image_helpers.h"

#include <set>

namespace {

TEST(Formats, HaveNamesHelpAndExtensionsOfTheirOwn) {
  std::set<std::string> names, extensions;
  for (const AeFormat *const *row = ae_formats(); *row; row++) {
    const AeFormat *format = *row;
    EXPECT_TRUE(names.insert(ae_format_name(format)).second) << format->name;
    EXPECT_EQ(ae_format_by_name(format->name), format);
    EXPECT_GT(strlen(ae_format_help(format)), 10u);
    EXPECT_NE(ae_format_help(format)[strlen(format->help) - 1], '.') << format->name;
    EXPECT_NE(format->extensions[0], nullptr) << format->name;
    for (const char *const *extension = format->extensions; *extension; extension++) {
      EXPECT_TRUE(extensions.insert(*extension).second) << *extension;
      EXPECT_EQ(ae_format_by_path((std::string("a.b/c.") + *extension).c_str()), format);
      g_autofree char *upper = g_ascii_strup(*extension, -1);
      EXPECT_EQ(ae_format_by_path((std::string("x.") + upper).c_str()), format);
    }
  }
  EXPECT_GE(names.size(), 7u);
}

TEST(Formats, AreNotGuessedWithoutAnExtension) {
  for (const char *path : {"png", "a.png/b", "x.gif", "", "x.", "-"})
    EXPECT_EQ(ae_format_by_path(path), nullptr) << path;
  EXPECT_EQ(ae_format_by_name("gif"), nullptr);
}

TEST(Formats, ClaimSomethingAndKnowTheirOwnFiles) {
  for (const AeFormat *format : WritableFormats()) {
    EXPECT_NE(format->samples, 0u);
    EXPECT_EQ(format->samples & ~15u, 0u);
    EXPECT_EQ(format->channels & ~30u, 0u);
  }
  for (const Kind &kind : AllKinds()) {
    ImageOwner image = Picture(Info(9, 9, kind.channels, kind.sample));
    std::string bytes = Encode(kind.format, image.get());
    EXPECT_EQ(ae_format_sniff((const guint8 *)bytes.data(), std::min<size_t>(bytes.size(), AE_SNIFF_BYTES)),
              kind.format);
    for (size_t n = 0; n < 3; n++)
      EXPECT_EQ(ae_format_sniff((const guint8 *)bytes.data(), n), nullptr) << "after " << n << " bytes";
  }
}

} // namespace
