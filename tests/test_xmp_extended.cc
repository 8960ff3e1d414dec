/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* XMP packets that are larger than a JPEG's marker. */
#include "image_helpers.h"

extern "C" {
#include "image/xmp_extended.h"
#include "image/xmp_mark.h"
}

namespace {

enum { MOST = 65504 };

gsize Count(const std::string &text, const std::string &part) {
  gsize n = 0;
  for (gsize at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    n++;
  return n;
}

std::string Packet(const std::string &inside, const std::string &attributes = "") {
  return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"uuid:7\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
         "xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"" +
         attributes + ">" + inside + "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";
}

std::string Property(const std::string &name, gsize size) {
  std::string value;
  for (gsize i = 0; value.size() < size; i++)
    value += name + std::to_string(i) + " &amp; ";
  return "<" + name + ">" + value + "</" + name + ">";
}

struct Parts {
  bool good;
  std::string standard, extension, guid;
};

Parts Part(const std::string &packet, gsize most = MOST) {
  g_autofree char *standard = nullptr, *extension = nullptr;
  char guid[AE_XMP_GUID + 1] = "";
  bool good = ae_xmp_part(packet.data(), packet.size(), most, &standard, &extension, guid);
  return {good, good ? standard : "", good ? extension : "", guid};
}

/* "": it is no XMP. */
std::string Join(const std::string &a, const std::string &b) {
  g_autofree char *text = ae_xmp_join(a.data(), a.size(), b.data(), b.size());
  return text ? text : "";
}

const std::string kDescription = Property("dc:description", 50000), kRights = Property("dc:rights", 90000),
                  kTitle = "<dc:title>short</dc:title>", kHistory = Property("xmpMM:History", 30000);

TEST(XmpExtended, TheLargestGoesAndTheHistoryStays) {
  Parts parts = Part(Packet(kTitle + kHistory + kDescription + kRights));
  ASSERT_TRUE(parts.good);
  EXPECT_LE(parts.standard.size(), (gsize)MOST);
  for (const std::string &stays : {kTitle, kHistory})
    EXPECT_EQ(Count(parts.standard, stays), 1u);
  for (const std::string &goes : {kDescription, kRights}) {
    EXPECT_EQ(Count(parts.standard, goes), 0u);
    EXPECT_EQ(Count(parts.extension, goes), 1u);
  }
  EXPECT_EQ(Count(parts.extension, "rdf:about=\"uuid:7\""), 1u);
  EXPECT_EQ(Count(parts.standard, "HasExtendedXMP=\"" + parts.guid + "\""), 1u);
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_MD5, parts.extension.c_str(), -1);
  EXPECT_EQ(g_ascii_strcasecmp(sum, parts.guid.c_str()), 0) << "it is named by its sum";
  char named[AE_XMP_GUID + 1];
  ASSERT_TRUE(ae_xmp_names_extension(parts.standard.data(), parts.standard.size(), named));
  EXPECT_EQ(parts.guid, named);
}

TEST(XmpExtended, JoinedItIsWhatItWas) {
  Parts parts = Part(Packet(kTitle + kDescription + kRights));
  std::string whole = Join(parts.standard, parts.extension);
  for (const std::string &property : {kTitle, kDescription, kRights})
    EXPECT_EQ(Count(whole, property), 1u);
  EXPECT_EQ(Count(whole, "HasExtendedXMP"), 0u);
  Parts again = Part(whole);
  ASSERT_TRUE(again.good);
  EXPECT_EQ(Count(Join(again.standard, again.extension), kRights), 1u);
}

/* As GMarkup gives it back, "&" is written "&amp;". */
TEST(XmpExtended, LongAttributesGoToo) {
  std::string value(70000, 'v'), packet = Packet(kTitle, " xmp:Nickname=\"" + value + "\" xmp:Label=\"red\"");
  Parts parts = Part(packet);
  ASSERT_TRUE(parts.good);
  EXPECT_EQ(Count(parts.extension, "<xmp:Nickname>" + value + "</xmp:Nickname>"), 1u);
  EXPECT_EQ(Count(parts.standard, "xmp:Label=\"red\""), 1u);
}

TEST(XmpExtended, WhatCannotBePartedIsRefused) {
  EXPECT_FALSE(Part(std::string(70000, 'x')).good);
  EXPECT_FALSE(Part("<a>" + std::string(70000, 'x') + "</a>").good);
  EXPECT_FALSE(Part(Packet(kTitle), 300).good);
  EXPECT_EQ(Join("nonsense", Packet(kTitle)), "");
  EXPECT_EQ(Join(Packet(kTitle), "<rdf:RDF>"), "");
  char guid[AE_XMP_GUID + 1];
  for (const std::string &text : {std::string("HasExtendedXMP"), std::string("HasExtendedXMP=\"12AB\""), std::string()})
    EXPECT_FALSE(ae_xmp_names_extension(text.data(), text.size(), guid)) << text;
}

/* ---- in JPEGs ---- */

std::string Jpeg(const std::string &xmp) {
  AeImageInfo info = Info(8, 8, 3, AE_SAMPLE_U8);
  info.meta = ae_meta_new();
  info.meta->xmp = BytesOf(xmp);
  ImageOwner image = Picture(info);
  ae_meta_unref(info.meta);
  return Encode(ae_format_by_name("jpeg"), image.get());
}

std::string XmpOf(const std::string &jpeg) {
  Result result = Decode(jpeg);
  EXPECT_EQ(result.message, "");
  return result.images.empty() || !result.images[0]->info.meta ? "" : TextOf(result.images[0]->info.meta->xmp);
}

TEST(XmpExtended, JpegsKeepIt) {
  std::string packet = Packet(kTitle + kDescription + kRights + kHistory), jpeg = Jpeg(packet), got = XmpOf(jpeg);
  EXPECT_EQ(Count(jpeg, "http://ns.adobe.com/xmp/extension/"), 3u) << "140 kB";
  for (const std::string &property : {kTitle, kDescription, kRights, kHistory})
    EXPECT_EQ(Count(got, property), 1u);
  std::string small = Packet(kTitle);
  EXPECT_EQ(XmpOf(Jpeg(small)), small) << "what fits is as it was, to the byte";
}

/* A photo whose packet is full is marked all the same, and the mark stands in the standard packet. */
TEST(XmpExtended, AFullPacketIsMarked) {
  std::string full = Packet(kTitle + Property("dc:rights", MOST - 900));
  ASSERT_LE(full.size(), (gsize)MOST);
  g_autofree char *marked = ae_xmp_mark(full.data(), full.size(), AE_MARK_EDITED, "edit smile=1", nullptr);
  ASSERT_GT(strlen(marked), (gsize)MOST);
  Parts parts = Part(marked);
  ASSERT_TRUE(parts.good);
  EXPECT_EQ(Count(parts.standard, "compositeWithTrainedAlgorithmicMedia"), 1u);
  EXPECT_EQ(Count(parts.standard, "edit smile=1<"), 1u);
  std::string got = XmpOf(Jpeg(marked));
  EXPECT_EQ(Count(got, "compositeWithTrainedAlgorithmicMedia"), 1u);
  EXPECT_EQ(Count(got, "<dc:rights>"), 1u);
}

/* A piece that is missing, named otherwise or out of place: the standard packet is what is left. */
TEST(XmpExtended, DamagedExtensionsAreLeftOut) {
  const std::string jpeg = Jpeg(Packet(kTitle + kDescription + kRights));
  gsize piece = jpeg.find("http://ns.adobe.com/xmp/extension/");
  for (gsize at : {piece + 5, piece + 40, piece + 35 + 33, piece + 35 + 38}) { /* tag, name, length, place */
    std::string bad = jpeg;
    bad[at] = (char)(bad[at] ^ 1);
    std::string got = XmpOf(bad);
    EXPECT_EQ(Count(got, kTitle), 1u) << at;
    EXPECT_EQ(Count(got, "HasExtendedXMP"), 1u) << at;
    EXPECT_EQ(Count(got, "<dc:rights>"), 0u) << at;
  }
}

} // namespace
