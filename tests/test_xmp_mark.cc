/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The mark of pictures that a network made or changed, in packets of every kind. */
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "image/xmp_mark.h"
}

namespace {

const char kSource[] = "http://cv.iptc.org/newscodes/digitalsourcetype/";

std::string Mark(const std::string &packet, AeMarkKind kind = AE_MARK_EDITED, const char *words = "edit smile=1",
                 bool *replaced = nullptr) {
  gboolean was = FALSE;
  g_autofree char *text = ae_xmp_mark(packet.empty() ? nullptr : packet.data(), packet.size(), kind, words, &was);
  if (replaced)
    *replaced = was;
  return text;
}

gsize Count(const std::string &text, const std::string &part) {
  gsize n = 0;
  for (gsize at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    n++;
  return n;
}

bool IsWellFormed(const std::string &text) {
  const GMarkupParser nothing = {};
  GMarkupParseContext *context = g_markup_parse_context_new(&nothing, (GMarkupParseFlags)0, nullptr, nullptr);
  bool good = g_markup_parse_context_parse(context, text.data(), (gssize)text.size(), nullptr) &&
              g_markup_parse_context_end_parse(context, nullptr);
  g_markup_parse_context_free(context);
  return good;
}

/* What all marked packets have. */
void Check(const std::string &text, const char *source) {
  EXPECT_TRUE(IsWellFormed(text)) << text;
  EXPECT_EQ(Count(text, "DigitalSourceType="), 1u) << text;
  EXPECT_EQ(Count(text, "<xmpMM:History"), 1u) << text;
  EXPECT_NE(text.find("Iptc4xmpExt:DigitalSourceType=\"" + (kSource + std::string(source)) + "\""), std::string::npos)
      << text;
}

std::string Packet(const std::string &inside, const std::string &attributes = "") {
  return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"uuid:7\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
         "xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" "
         "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" " +
         attributes + ">" + inside + "</rdf:Description></rdf:RDF></x:xmpmeta>" + std::string(2000, ' ') +
         "<?xpacket end=\"w\"?>";
}

TEST(XmpMark, NewPackets) {
  std::string edited = Mark("", AE_MARK_EDITED, "edit smile=0.8 a=\"<&>\"");
  Check(edited, "compositeWithTrainedAlgorithmicMedia");
  EXPECT_NE(edited.find("xmp:CreatorTool=\"aefilter "), std::string::npos);
  EXPECT_NE(edited.find("edit smile=0.8 a=&quot;&lt;&amp;&gt;&quot;</stEvt:parameters>"), std::string::npos) << edited;
  Check(Mark("", AE_MARK_CREATED, "sample"), "trainedAlgorithmicMedia");
}

TEST(XmpMark, KeepsWhatIsThere) {
  const std::string title = "<dc:title><rdf:Alt><rdf:li xml:lang=\"de\">Stra\xc3\x9f"
                            "e &amp; &lt;Haus&gt;</rdf:li></rdf:Alt></dc:title><!-- kept -->";
  std::string text = Mark(Packet(title, "xmp:CreatorTool=\"Camera 1.0\" xmp:Rating=\"5\""));
  Check(text, "compositeWithTrainedAlgorithmicMedia");
  EXPECT_NE(text.find(title), std::string::npos) << text;
  EXPECT_NE(text.find("xmp:Rating=\"5\""), std::string::npos);
  EXPECT_NE(text.find("Camera 1.0"), std::string::npos);
  EXPECT_EQ(Count(text, "xmp:CreatorTool"), 1u) << "the first tool stays";
  EXPECT_EQ(Count(text, "rdf:about=\"uuid:7\""), 2u) << "all descriptions are about the same";
  EXPECT_LT(text.size(), 2500u) << "padding is left out";
}

TEST(XmpMark, SecondEditIsOneMoreEvent) {
  std::string once = Mark(Packet(""), AE_MARK_EDITED, "edit smile=1"), twice = Mark(once, AE_MARK_EDITED, "edit hat=1");
  Check(twice, "compositeWithTrainedAlgorithmicMedia");
  EXPECT_EQ(Count(twice, "<stEvt:action>edited"), 2u) << twice;
  EXPECT_LT(twice.find("edit smile=1<"), twice.find("edit hat=1<"));
}

TEST(XmpMark, WhatWasMadeUpStaysSo) {
  Check(Mark(Mark("", AE_MARK_CREATED, "sample"), AE_MARK_EDITED, "edit hat=1"), "trainedAlgorithmicMedia");
}

TEST(XmpMark, OldSourceTypeIsReplaced) {
  std::string as_element = Packet("<Iptc4xmpExt:DigitalSourceType>" + std::string(kSource) +
                                  "digitalCapture</Iptc4xmpExt:DigitalSourceType>");
  std::string as_attribute = Packet("", "Iptc4xmpExt:DigitalSourceType=\"" + std::string(kSource) + "digitalCapture\"");
  for (const std::string &packet : {as_element, as_attribute}) {
    std::string text = Mark(packet);
    Check(text, "compositeWithTrainedAlgorithmicMedia");
    EXPECT_EQ(text.find("digitalCapture"), std::string::npos) << text;
  }
}

TEST(XmpMark, WhatIsNotXmpIsReplaced) {
  const std::string whole = Packet("<dc:title>t</dc:title>");
  bool replaced = false;
  for (const std::string &packet :
       {std::string("nonsense"), std::string("<a><b></a>"), std::string("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>"),
        whole.substr(0, 300), std::string("\xff\xfe<\0x\0", 6)}) {
    Check(Mark(packet, AE_MARK_EDITED, "edit smile=1", &replaced), "compositeWithTrainedAlgorithmicMedia");
    EXPECT_TRUE(replaced) << packet;
  }
  Mark(whole + std::string(3, '\0'), AE_MARK_EDITED, "edit smile=1", &replaced);
  EXPECT_FALSE(replaced) << "zeros at the end are no damage";
}

} // namespace
