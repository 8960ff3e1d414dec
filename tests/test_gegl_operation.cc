/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The GEGL operations in graphs: the pixels of the whole for any region and in any order, and nothing stale. The module
 * is found through GEGL_PATH. */
#include "gegl_pictures.h"

#include <algorithm>
#include <random>

namespace {

/* Over borders of blocks both ways. */
constexpr GeglRectangle kPicture = {-300, -170, 440, 380};
int warnings = 0;

struct Graph {
  GeglNode *root, *source, *operation;
  GeglBuffer *buffer;
  Graph(const std::string &name, const Babl *format, const GeglRectangle &size, const Bytes &bytes) {
    buffer = BufferOf(format, size, bytes);
    root = gegl_node_new();
    source = gegl_node_new_child(root, "operation", "gegl:buffer-source", "buffer", buffer, nullptr);
    operation = gegl_node_new_child(root, "operation", name.c_str(), nullptr);
    gegl_node_link(source, operation);
  }
  Graph(const Graph &) = delete;
  ~Graph() {
    g_object_unref(root);
    g_object_unref(buffer);
  }
  /* Puts an operation of GEGL's between the picture and ours, which computes just what it is asked for. */
  void Invert() {
    GeglNode *invert = gegl_node_new_child(root, "operation", "gegl:invert-gamma", nullptr);
    gegl_node_link_many(source, invert, operation, nullptr);
  }
  Bytes Blit(const GeglRectangle &region, const Babl *format, GeglNode *of = nullptr) const {
    Bytes bytes(BytesOf(format, region));
    gegl_node_blit(of ? of : operation, 1.0, &region, format, bytes.data(), GEGL_AUTO_ROWSTRIDE, GEGL_BLIT_DEFAULT);
    return bytes;
  }
};

Bytes Part(const Bytes &whole, const GeglRectangle &size, const GeglRectangle &part, const Babl *format) {
  g_autoptr(GeglBuffer) buffer = BufferOf(format, size, whole);
  return PixelsOf(buffer, part, format);
}

std::string Name(const GeglRectangle &r) {
  return std::to_string(r.x) + "," + std::to_string(r.y) + " " + std::to_string(r.width) + "x" +
         std::to_string(r.height);
}

/* A stage, with all that it can measure either measured or told. */
struct Case {
  const AeStage *stage;
  gboolean automatic;
};

void PrintTo(const Case &c, std::ostream *out) { *out << c.stage->name << (c.automatic ? " auto" : ""); }

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const AeStage *stage : OfferedStages()) {
    cases.push_back({stage, FALSE});
    if (stage->measures)
      cases.push_back({stage, TRUE});
  }
  return cases;
}

void SetAuto(GeglNode *node, const Case &c) {
  for (const AeOption *row = c.stage->options; row->name; row++)
    if (row->allow_auto)
      gegl_node_set(node, (std::string(row->name) + "-auto").c_str(), c.automatic, nullptr);
}

AeChain *ChainOf(const Case &c, GeglNode *node) {
  std::vector<std::string> keys;
  for (const AeOption *row = c.stage->options; row->name; row++) {
    if (!row->allow_auto || c.automatic)
      continue;
    double number = 0;
    int whole = 0;
    gegl_node_get(node, row->name, row->type == AE_OPTION_INT ? (void *)&whole : &number, nullptr);
    keys.push_back(std::string(row->name) + "=" +
                   (row->type == AE_OPTION_INT ? std::to_string(whole) : std::to_string(number)));
  }
  std::vector<const char *> words = {c.stage->name};
  for (const std::string &key : keys)
    words.push_back(key.c_str());
  return OpenChain(words);
}

class Operations : public testing::TestWithParam<Case> {
protected:
  std::string name_ = std::string("aefilter:") + GetParam().stage->name;
};

TEST_P(Operations, GiveTheChainsPixels) {
  for (const char *encoding : {"Y' float", "Y'A float", "R'G'B' float", "R'G'B'A float"}) {
    const Babl *format = babl_format(encoding);
    GeglRectangle size = {-30, 20, 130, 90};
    Bytes bytes = RandomPixels(format, size);
    Graph graph(name_, format, size, bytes);
    SetAuto(graph.operation, GetParam());
    g_autoptr(AeChain) chain = ChainOf(GetParam(), graph.operation);
    guint channels = (guint)babl_format_get_n_components(format);
    EXPECT_TRUE(graph.Blit(size, format) == ByChain(chain, size, channels, AE_SAMPLE_FLOAT, bytes)) << encoding;
  }
}

TEST_P(Operations, Give8BitsAsTheChainDoes) {
  const Babl *format = babl_format("R'G'B' u8");
  GeglRectangle size = {0, 0, 130, 90};
  Bytes bytes = RandomPixels(format, size);
  Graph graph(name_, format, size, bytes);
  SetAuto(graph.operation, GetParam());
  g_autoptr(AeChain) chain = ChainOf(GetParam(), graph.operation);
  Bytes expected = ByChain(chain, size, 3, AE_SAMPLE_U8, bytes), got = graph.Blit(size, format);
  int worst = 0;
  for (gsize i = 0; i < got.size(); i++)
    worst = std::max(worst, abs(got[i] - expected[i]));
  EXPECT_LE(worst, 1);
}

/* One node is asked for the regions one after another, and a new node for each alone. */
TEST_P(Operations, GiveTheSamePixelsForAnyRegion) {
  const Babl *format = babl_format("R'G'B' float");
  Bytes bytes = RandomPixels(format, kPicture);
  Graph all(name_, format, kPicture, bytes), parts(name_, format, kPicture, bytes);
  all.Invert();
  parts.Invert();
  SetAuto(all.operation, GetParam());
  SetAuto(parts.operation, GetParam());
  Bytes whole = all.Blit(kPicture, format);
  std::mt19937 random(5);
  for (int i = 0; i < 12; i++) {
    int x = (int)(random() % kPicture.width), y = (int)(random() % kPicture.height);
    GeglRectangle region = {kPicture.x + x, kPicture.y + y, 1 + (int)(random() % 300), 1 + (int)(random() % 300)};
    gegl_rectangle_intersect(&region, &region, &kPicture);
    Bytes expected = Part(whole, kPicture, region, format);
    EXPECT_TRUE(parts.Blit(region, format) == expected) << Name(region);
    if (i % 4)
      continue;
    Graph alone(name_, format, kPicture, bytes);
    alone.Invert();
    SetAuto(alone.operation, GetParam());
    EXPECT_TRUE(alone.Blit(region, format) == expected) << Name(region) << " alone";
  }
}

TEST_P(Operations, TakeTinyPictures) {
  const Babl *format = babl_format("R'G'B' float");
  for (GeglRectangle size :
       {GeglRectangle{0, 0, 1, 1}, GeglRectangle{-9, 1023, 7, 5}, GeglRectangle{255, -256, 2, 300}}) {
    Bytes bytes = RandomPixels(format, size);
    Graph graph(name_, format, size, bytes);
    SetAuto(graph.operation, GetParam());
    g_autoptr(AeChain) chain = ChainOf(GetParam(), graph.operation);
    EXPECT_TRUE(graph.Blit(size, format) == ByChain(chain, size, 3, AE_SAMPLE_FLOAT, bytes)) << Name(size);
  }
}

TEST_P(Operations, LeaveAlpha) {
  for (const char *encoding : {"R'G'B'A float", "R'G'B'A u8", "RGBA float", "Y'A u16"}) {
    const Babl *format = babl_format(encoding), *rgba = babl_format("R'G'B'A float");
    GeglRectangle size = {0, 0, 90, 70};
    Graph graph(name_, format, size, RandomPixels(format, size));
    SetAuto(graph.operation, GetParam());
    Bytes before = PixelsOf(graph.buffer, size, rgba), after = graph.Blit(size, rgba);
    const float *a = (const float *)before.data(), *b = (const float *)after.data();
    const double code = strstr(encoding, "u16") ? 1 / 65535.0 : 0; /* SamePixels() says why */
    for (int i = 3; i < 4 * 90 * 70; i += 4)
      ASSERT_NEAR(a[i], b[i], code) << encoding << " pixel " << i / 4;
  }
}

/* What is painted shows, also what is painted while the effect is switched off, and also in what is cached behind it.
 */
TEST_P(Operations, FollowTheirInput) {
  const Babl *format = babl_format("R'G'B' float");
  Bytes bytes = RandomPixels(format, kPicture);
  Graph graph(name_, format, kPicture, bytes);
  SetAuto(graph.operation, GetParam());
  GeglNode *cache = gegl_node_new_child(graph.root, "operation", "gegl:cache", nullptr);
  gegl_node_link(graph.operation, cache);
  graph.Blit(kPicture, format, cache);
  for (bool hidden : {false, true}) {
    GeglRectangle dab = {hidden ? 90 : -40, -30, 41, 23};
    gegl_node_set_passthrough(graph.operation, hidden);
    Bytes paint(BytesOf(format, dab), 0);
    gegl_buffer_set(graph.buffer, &dab, 0, format, paint.data(), GEGL_AUTO_ROWSTRIDE);
    if (hidden) {
      EXPECT_TRUE(graph.Blit(dab, format, cache) == paint);
    }
    gegl_node_set_passthrough(graph.operation, FALSE);
    Graph fresh(name_, format, kPicture, PixelsOf(graph.buffer, kPicture, format));
    SetAuto(fresh.operation, GetParam());
    Bytes expected = fresh.Blit(kPicture, format);
    GeglRectangle far = {-290, 140, 60, 60};
    EXPECT_TRUE(graph.Blit(far, format, cache) == Part(expected, kPicture, far, format)) << "far away";
    EXPECT_TRUE(graph.Blit(kPicture, format, cache) == expected) << (hidden ? "hidden" : "seen");
  }
}

/* Another picture, of another size and format, on the same node. */
TEST_P(Operations, FollowAnotherPicture) {
  const Babl *format = babl_format("R'G'B' float"), *grey = babl_format("Y' float");
  Graph graph(name_, format, kPicture, RandomPixels(format, kPicture));
  SetAuto(graph.operation, GetParam());
  graph.Blit({-300, -170, 80, 80}, format);
  GeglRectangle size = {-200, 3, 90, 80};
  Bytes bytes = RandomPixels(grey, size);
  g_autoptr(GeglBuffer) other = BufferOf(grey, size, bytes);
  gegl_node_set(graph.source, "buffer", other, nullptr);
  g_autoptr(AeChain) chain = ChainOf(GetParam(), graph.operation);
  EXPECT_TRUE(graph.Blit(size, grey) == ByChain(chain, size, 1, AE_SAMPLE_FLOAT, bytes));
}

/* A plane without end: the same pixels as in any picture that is large enough, where nothing is measured; else it comes
 * to an end. */
TEST_P(Operations, TakeInfinitePlanes) {
  const Babl *format = babl_format("R'G'B' float");
  g_autoptr(GeglNode) root = gegl_node_new();
  GeglNode *plane = gegl_node_new_child(root, "operation", "gegl:checkerboard", "x", 17, "y", 11, nullptr);
  GeglNode *crop = gegl_node_new_child(root, "operation", "gegl:crop", "x", 600.0, "y", 600.0, "width", 500.0, "height",
                                       500.0, nullptr);
  Bytes results[2];
  GeglRectangle region = {830, 810, 60, 50};
  for (GeglNode *input : {plane, crop}) {
    if (input == crop && GetParam().automatic)
      return;
    GeglNode *node = gegl_node_new_child(root, "operation", name_.c_str(), nullptr);
    SetAuto(node, GetParam());
    gegl_node_link_many(plane, crop, nullptr);
    gegl_node_link(input, node);
    Bytes &bytes = results[input == crop];
    bytes.resize(BytesOf(format, region));
    gegl_node_blit(node, 1.0, &region, format, bytes.data(), GEGL_AUTO_ROWSTRIDE, GEGL_BLIT_DEFAULT);
  }
  EXPECT_TRUE(results[0] == results[1]);
}

INSTANTIATE_TEST_SUITE_P(Stages, Operations, testing::ValuesIn(AllCases()));

/* A face may lie far from the region that is asked for. Sliders at 0 leave the picture. */
TEST(Edit, MovesSlidersOfItsModel) {
  const Babl *format = babl_format("R'G'B' float");
  GeglRectangle size = {-30, 20, 130, 90}, part = {-10, 30, 40, 50};
  Bytes bytes = RandomPixels(format, size);
  Graph graph("aefilter:edit", format, size, bytes);
  EXPECT_TRUE(graph.Blit(size, format) == bytes);
  g_autoptr(AeChain) chain = OpenChain({"edit", "smile=1.5", "glasses=-0.5", "region=15,5,60,60"});
  Bytes expected = ByChain(chain, size, 3, AE_SAMPLE_FLOAT, bytes);
  gegl_node_set(graph.operation, "smile", 1.5, "glasses", -0.5, "region", "15,5,60,60", nullptr);
  EXPECT_TRUE(graph.Blit(part, format) == Part(expected, size, part, format));
  EXPECT_TRUE(graph.Blit(size, format) == expected);
  EXPECT_FALSE(expected == bytes);
  gegl_node_set(graph.operation, "smile", 0.0, "glasses", 0.0, nullptr);
  EXPECT_TRUE(graph.Blit(size, format) == bytes);
}

TEST(Denoise, HonoursPropertiesChangedAfterARender) {
  const Babl *format = babl_format("R'G'B' float");
  GeglRectangle size = {0, 0, 100, 80};
  Bytes bytes = RandomPixels(format, size);
  Graph graph("aefilter:denoise", format, size, bytes);
  Bytes first = graph.Blit(size, format);
  EXPECT_FALSE(first == bytes);
  gegl_node_set(graph.operation, "sigma-auto", FALSE, "sigma", 12.5, nullptr);
  g_autoptr(AeChain) chain = OpenChain({"denoise", "sigma=12.5"});
  EXPECT_TRUE(graph.Blit(size, format) == ByChain(chain, size, 3, AE_SAMPLE_FLOAT, bytes));
  gegl_node_set(graph.operation, "strength", 0.0, nullptr);
  EXPECT_TRUE(graph.Blit(size, format) == bytes);
  gegl_node_set(graph.operation, "strength", 1.0, "sigma-auto", TRUE, nullptr);
  EXPECT_TRUE(graph.Blit(size, format) == first);
}

TEST(Denoise, WarnsOnceOfAModelThatIsNotThere) {
  const Babl *format = babl_format("R'G'B' float");
  GeglRectangle size = {0, 0, 40, 30};
  Bytes bytes = RandomPixels(format, size);
  Graph graph("aefilter:denoise", format, size, bytes);
  gegl_node_set(graph.operation, "model", "no-such-model", nullptr);
  warnings = 0;
  for (int i = 0; i < 3; i++)
    EXPECT_FALSE(graph.Blit(size, format) == bytes) << "passed as if it were done";
  EXPECT_EQ(warnings, 1);
  gegl_node_set(graph.operation, "model", "denoise", "sigma-auto", FALSE, nullptr);
  g_autoptr(AeChain) chain = OpenChain({"denoise", "sigma=10"});
  EXPECT_TRUE(graph.Blit(size, format) == ByChain(chain, size, 3, AE_SAMPLE_FLOAT, bytes));
  EXPECT_EQ(warnings, 1);
}

/* An operation behind it that works in place, in the same format. */
TEST(Denoise, GivesNobodyItsOwnStore) {
  const Babl *format = babl_format("R'G'B' float");
  GeglRectangle part = {0, 0, 128, 128};
  Graph graph("aefilter:denoise", format, kPicture, RandomPixels(format, kPicture));
  GeglNode *invert = gegl_node_new_child(graph.root, "operation", "gegl:invert-gamma", nullptr);
  gegl_node_link(graph.operation, invert);
  Bytes before = graph.Blit(part, format), inverted(before.size());
  gegl_node_blit(invert, 1.0, &part, format, inverted.data(), GEGL_AUTO_ROWSTRIDE, GEGL_BLIT_DEFAULT);
  EXPECT_FALSE(inverted == before);
  EXPECT_TRUE(graph.Blit(part, format) == before);
}

/* The signal comes only where something is computed. */
TEST(Denoise, ComputesNothingTwice) {
  const Babl *format = babl_format("R'G'B' float");
  Graph graph("aefilter:denoise", format, kPicture, RandomPixels(format, kPicture));
  std::vector<double> seen;
  auto note = +[](GeglNode *, double fraction, gpointer data) { ((std::vector<double> *)data)->push_back(fraction); };
  g_signal_connect(graph.operation, "progress", G_CALLBACK(note), &seen);
  graph.Blit({-300, -170, 10, 10}, format);
  ASSERT_GE(seen.size(), 3u);
  EXPECT_EQ(seen.front(), 0);
  EXPECT_EQ(seen.back(), 1);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  seen.clear();
  graph.Blit({-290, -160, 200, 100}, format);
  EXPECT_TRUE(seen.empty());
  gegl_node_set(graph.operation, "sigma-auto", FALSE, nullptr);
  graph.Blit(kPicture, format);
  EXPECT_FALSE(seen.empty());
  seen.clear();
  GeglRectangle dab = {-290, -160, 5, 5};
  Bytes paint(BytesOf(format, dab), 0);
  gegl_buffer_set(graph.buffer, &dab, 0, format, paint.data(), GEGL_AUTO_ROWSTRIDE);
  graph.Blit({80, 150, 50, 50}, format);
  EXPECT_TRUE(seen.empty()) << "far from what was painted";
  graph.Blit({-280, -150, 5, 5}, format);
  EXPECT_FALSE(seen.empty());
}

TEST(Denoise, WorksInSeveralThreads) {
  const Babl *format = babl_format("R'G'B' float");
  GeglRectangle size = {0, 0, 90, 70};
  Bytes bytes = RandomPixels(format, size);
  g_autoptr(AeChain) chain = OpenChain({"denoise"});
  Bytes expected = ByChain(chain, size, 3, AE_SAMPLE_FLOAT, bytes);
  struct Job {
    const Bytes &bytes;
    Bytes result;
  };
  std::vector<Job> jobs(4, Job{bytes, {}});
  std::vector<GThread *> threads;
  for (Job &job : jobs)
    threads.push_back(g_thread_new(
        "graph",
        [](gpointer data) -> gpointer {
          Job *own = (Job *)data;
          GeglRectangle whole = {0, 0, 90, 70};
          Graph graph("aefilter:denoise", babl_format("R'G'B' float"), whole, own->bytes);
          own->result = graph.Blit(whole, babl_format("R'G'B' float"));
          return nullptr;
        },
        &job));
  for (GThread *thread : threads)
    g_thread_join(thread);
  for (const Job &job : jobs)
    EXPECT_TRUE(job.result == expected);
}

GLogWriterOutput CountWarnings(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer) {
  for (gsize i = 0; i < n; i++)
    if (!strcmp(fields[i].key, "GLIB_DOMAIN") && !strcmp((const char *)fields[i].value, "aefilter") &&
        level == G_LOG_LEVEL_WARNING)
      warnings++;
  return g_log_writer_default(level, fields, n, nullptr);
}

} // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  g_log_set_writer_func(CountWarnings, nullptr, nullptr);
  StartGegl();
  int status = RUN_ALL_TESTS();
  gegl_exit();
  return status;
}
