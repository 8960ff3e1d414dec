/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* R3: sound, a channel as a vector. What comes of a WAV goes out as it came. */
#include "image_helpers.h"

namespace {

using std::string;
using std::vector;

string Little(guint64 value, int n) {
  string bytes;
  for (int i = 0; i < n; i++)
    bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

string Chunk(const char *name, const string &data) {
  return name + Little(data.size(), 4) + data + string(data.size() % 2, '\0');
}

string Format(int kind, int channels, int bits, guint32 rate = 8000) {
  int block = channels * bits / 8;
  return Little(kind, 2) + Little(channels, 2) + Little(rate, 4) + Little(rate * block, 4) + Little(block, 2) +
         Little(bits, 2);
}

string Riff(const string &chunks) { return "RIFF" + Little(4 + chunks.size(), 4) + "WAVE" + chunks; }

string Wav(int kind, int channels, int bits, const string &data) {
  return Riff(Chunk("fmt ", Format(kind, channels, bits)) + Chunk("data", data));
}

string Floats(vector<float> numbers) {
  return string(reinterpret_cast<const char *>(numbers.data()), numbers.size() * sizeof(float));
}

/* Each channel's numbers. */
vector<vector<float>> Channels(const string &bytes, bool piped = false) {
  Result result = piped ? DecodePiped(bytes) : Decode(bytes);
  EXPECT_EQ(result.message, "");
  vector<vector<float>> all;
  for (const ImageOwner &image : result.images) {
    const float *data = reinterpret_cast<const float *>(image->data);
    all.emplace_back(data, data + image->info.width);
  }
  return all;
}

TEST(FormatWav, EachTypeOfSampleIsFromMinusOneToOne) {
  const vector<float> wanted = {0, 0.5f, -0.5f, -1};
  const struct {
    int kind, bits;
    string data;
  } types[] = {{1, 8, string("\x80\xc0\x40\x00", 4)},
               {1, 16, Little(0, 2) + Little(0x4000, 2) + Little(0xc000, 2) + Little(0x8000, 2)},
               {1, 24, Little(0, 3) + Little(0x400000, 3) + Little(0xc00000, 3) + Little(0x800000, 3)},
               {1, 32, Little(0, 4) + Little(0x40000000, 4) + Little(0xc0000000, 4) + Little(0x80000000, 4)},
               {3, 32, Floats(wanted)},
               {3, 64,
                Little(0, 8) + Little(G_GUINT64_CONSTANT(0x3fe) << 52, 8) + Little(G_GUINT64_CONSTANT(0xbfe) << 52, 8) +
                    Little(G_GUINT64_CONSTANT(0xbff) << 52, 8)}};
  for (const auto &type : types)
    for (bool piped : {false, true})
      EXPECT_EQ(Channels(Wav(type.kind, 1, type.bits, type.data), piped), vector<vector<float>>{wanted})
          << type.kind << " " << type.bits;
}

TEST(FormatWav, ChannelsAreVectors) {
  string data = Floats({1, 10, 100, 2, 20, 200, 3, 30, 300});
  vector<vector<float>> wanted = {{1, 2, 3}, {10, 20, 30}, {100, 200, 300}};
  EXPECT_EQ(Channels(Wav(3, 3, 32, data)), wanted);
  string extensible = Format(0xfffe, 3, 32) + Little(22, 2) + Little(32, 2) + Little(0, 4) + Little(3, 2) +
                      string("\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71", 14);
  EXPECT_EQ(Channels(Riff(Chunk("LIST", "odd") + Chunk("fmt ", extensible) + Chunk("fact", Little(3, 4)) +
                          Chunk("data", data) + Chunk("LIST", "behind"))),
            wanted)
      << "other chunks, and the long format";
  string endless = Riff(Chunk("fmt ", Format(3, 3, 32))) + "data" + Little(G_MAXUINT32, 4) + data;
  EXPECT_EQ(Channels(endless, true), wanted) << "as programs write to a pipe";
}

/* Through the reader and a writer that is told of it. */
string Again(const string &bytes, const char *option = nullptr) {
  TempFolder folder;
  Failure failure;
  WriteFile(folder.file("in.wav"), bytes);
  AeReader *reader = ae_reader_open(folder.file("in.wav").c_str(), nullptr, &failure);
  const char *options[] = {option, nullptr};
  AeWriter *writer =
      ae_writer_open(folder.file("out.wav").c_str(), ae_format_by_name("wav"), options, reader, &failure);
  AeRows *rows = nullptr;
  while (writer && ae_reader_next(reader, &rows, &failure) && rows)
    EXPECT_TRUE(ae_writer_write(writer, rows, &failure)) << failure.message();
  EXPECT_TRUE(writer && ae_writer_close(writer, &failure)) << failure.message();
  ae_reader_free(reader);
  return ReadFile(folder.file("out.wav"));
}

TEST(FormatWav, ComesBackByteForByte) {
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  for (int bits : {8, 16, 24})
    for (int channels : {1, 2}) {
      string data;
      for (int i = 0; i < 301 * channels * bits / 8; i++)
        data += static_cast<char>(ae_rng_below(&rng, 256));
      string file = Wav(1, channels, bits, data);
      EXPECT_EQ(Again(file), file) << bits << " bits, " << channels;
    }
  string wide;
  for (guint32 i = 0; i < 100; i++)
    wide += Little(ae_rng_below(&rng, 1 << 24) << 8, 4);
  EXPECT_EQ(Again(Wav(1, 2, 32, wide)), Wav(1, 2, 32, wide)) << "24 of 32 bits";
  string floats = Riff(Chunk("fmt ", Format(3, 2, 32) + Little(0, 2)) + Chunk("fact", Little(2, 4)) +
                       Chunk("data", Floats({0.1f, -3e5f, 1e-30f, 7})));
  EXPECT_EQ(Again(floats), floats);
}

TEST(FormatWav, SamplesAreRoundedAndCut) {
  string back = Again(Wav(3, 1, 32, Floats({0.5f, 2, -2, 1 / 65536.0f, 3 / 65536.0f, NAN})), "sample=s16");
  EXPECT_EQ(back,
            Wav(1, 1, 16,
                Little(0x4000, 2) + Little(0x7fff, 2) + Little(0x8000, 2) + Little(0, 2) + Little(2, 2) + Little(0, 2)))
      << "halves to even";
  EXPECT_EQ(Again(Wav(1, 1, 8, "abc"), "rate=44100").substr(24, 4), Little(44100, 4));
}

TEST(FormatWav, TellsWhatIsDamaged) {
  const string good = Wav(1, 2, 16, "12345678");
  auto expect = [](const string &bytes, const char *part) {
    Result result = Decode(bytes);
    EXPECT_EQ(result.code, AE_ERROR_FORMAT) << part;
    EXPECT_NE(result.message.find(part), string::npos) << result.message;
  };
  for (gsize n = 12; n < good.size(); n++)
    expect(good.substr(0, n), "ends");
  expect(Riff(Chunk("data", "1234")), "data before its format");
  expect(Riff(Chunk("fmt ", "1234") + Chunk("data", "1234")), "a format of 4 bytes");
  expect(Wav(1, 2, 20, "1234"), "kind 1 with 20 bits");
  expect(Wav(85, 2, 16, "1234"), "kind 85 with 16 bits");
  expect(Wav(1, 0, 16, "1234"), "0 channels");
  EXPECT_NE(Decode(Wav(1, 2, 16, "")).message, "") << "no samples";
  string lie = Riff(Chunk("fmt ", Format(1, 1, 16))) + "data" + Little(0xfffffff0, 4) + "1234";
  expect(lie, "bytes early");
}

TEST(FormatWav, ChannelsAreOfOneLength) {
  TempFolder folder;
  AeImageInfo info = {};
  info.width = 3, info.height = info.channels = 1, info.sample = AE_SAMPLE_FLOAT;
  ImageOwner a(ae_image_new(&info, nullptr));
  info.width = 4;
  ImageOwner b(ae_image_new(&info, nullptr));
  EXPECT_NE(Write(folder.file("x"), ae_format_by_name("wav"), {a.get(), b.get()}).find("4 samples beside one of 3"),
            string::npos);
}

} // namespace
