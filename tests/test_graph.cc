/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The network's text: parsing, messages, text again, parts, shapes, figures. */
#include "net_helpers.h"

#include <gmock/gmock.h>

#include "base/rng.h"

namespace {

using testing::HasSubstr;

/* models/recipes/denoise.ini's network. */
const char kDenoiser[] = R"(
x     input           channels=4
u     pixel_unshuffle factor=2
head  conv2d          out=64 kernel=3 bias=0
e1a   conv2d          out=64 kernel=3 bias=0
e1r   relu
e1b   conv2d          out=64 kernel=3 bias=0 gain=0.2
e1    add             head e1b
down1 conv2d          out=96 kernel=2 stride=2 pad=valid bias=0
e2a   conv2d          out=96 kernel=3 bias=0
e2r   relu
e2b   conv2d          out=96 kernel=3 bias=0 gain=0.2
e2    add             down1 e2b
down2 conv2d          out=128 kernel=2 stride=2 pad=valid bias=0
mida  conv2d          out=128 kernel=3 bias=0
midr  relu
midb  conv2d          out=128 kernel=3 bias=0 gain=0.2
mid   add             down2 midb
up2   tconv2d         out=96 kernel=2 stride=2 bias=0
s2    add             e2 up2
d2a   conv2d          out=96 kernel=3 bias=0
d2r   relu
d2b   conv2d          out=96 kernel=3 bias=0 gain=0.2
d2    add             s2 d2b
up1   tconv2d         out=64 kernel=2 stride=2 bias=0
s1    add             e1 up1
d1a   conv2d          out=64 kernel=3 bias=0
d1r   relu
d1b   conv2d          out=64 kernel=3 bias=0 gain=0.2
d1    add             s1 d1b
tail  conv2d          out=12 kernel=3 bias=0 gain=0.05
r     pixel_shuffle   factor=2
rgb   slice           x from=0 count=3   # the picture without the noise level
out   add             rgb r
)";

/* The message of the error that the text gives in parsing or in finding its shapes. */
std::string MessageOf(const std::string &text) {
  GError *error = nullptr;
  AeGraphInfo info;
  Graph graph(ae_graph_parse(text.c_str(), "net.ini", &error));
  if (graph) {
    EXPECT_FALSE(ae_graph_info(graph.get(), &info, &error)) << text;
  }
  if (!error)
    return "";
  EXPECT_EQ(error->domain, AE_ERROR);
  std::string message = error->message;
  g_error_free(error);
  return message;
}

TEST(Graph, DenoisersFigures) {
  AeGraphInfo info = Info(Parse(kDenoiser).get());
  EXPECT_EQ(info.parameters, 937728u);
  EXPECT_DOUBLE_EQ(info.macs_per_pixel, 70848);
  EXPECT_EQ(info.stride, 8);
  EXPECT_EQ(info.margin, 56);
  EXPECT_TRUE(info.local);
  EXPECT_FALSE(info.fixed);
  EXPECT_EQ(info.scale_num, 1);
  EXPECT_EQ(info.scale_den, 1);
  EXPECT_EQ(info.in.h, 64);
  EXPECT_EQ(info.out.c, 3);
}

TEST(Graph, MarginFollowsTheReaches) {
  const struct {
    const char *text;
    int stride, margin, scale_num, scale_den;
  } cases[] = {
      {"x input\ny relu", 1, 0, 1, 1},
      {"x input\ny conv2d", 1, 1, 1, 1},
      {"x input\na conv2d kernel=5\ny conv2d", 1, 3, 1, 1},
      {"x input\na conv2d kernel=4", 1, 2, 1, 1},
      {"x input\na pixel_unshuffle\nb conv2d\nc pixel_shuffle", 2, 4, 1, 1}, /* 3 pixels, rounded up */
      {"x input\na conv2d kernel=2 stride=2 pad=valid", 2, 2, 1, 2},
      {"x input\na conv2d\nb pixel_shuffle factor=1\nc upsample factor=3", 1, 1, 3, 1},
      {"x input\na conv2d out=4\nb pixel_shuffle\nc conv2d", 1, 2, 2, 1},
      {"x input\na avg_pool kernel=4\nb upsample factor=2", 4, 4, 1, 2},
      {"x input\na conv2d kernel=5 stride=3 pad=2\nb upsample factor=3", 3, 6, 1, 1}, /* 4 above, 2 below */
  };
  for (const auto &c : cases) {
    AeGraphInfo info = Info(Parse(c.text).get());
    EXPECT_EQ(info.stride, c.stride) << c.text;
    EXPECT_EQ(info.margin, c.margin) << c.text;
    EXPECT_EQ(info.scale_num, c.scale_num) << c.text;
    EXPECT_EQ(info.scale_den, c.scale_den) << c.text;
    EXPECT_TRUE(info.local) << c.text;
  }
}

TEST(Graph, NotLocal) {
  for (const char *text :
       {"x input\ny group_norm", "x input\ny conv2d pad=valid", "x input height=4 width=4\nf flatten\ny dense out=2",
        "x input\ny conv2d kernel=1 pad=0 stride=1\nz max_pool kernel=3 stride=2"})
    EXPECT_FALSE(Info(Parse(text).get()).local) << text;
}

TEST(Graph, FixedSize) {
  Graph graph = Parse("x input channels=1 height=12 width=20\nf flatten\ny dense out=7");
  AeGraphInfo info = Info(graph.get());
  EXPECT_TRUE(info.fixed);
  EXPECT_EQ(info.stride, 1);
  EXPECT_EQ(info.in.h, 12);
  EXPECT_EQ(info.in.w, 20);
  EXPECT_EQ(info.parameters, 12u * 20 * 7 + 7);
  GError *error = nullptr;
  EXPECT_EQ(ae_graph_shapes(graph.get(), 1, 12, 24, &error), nullptr);
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->message, HasSubstr("test: the network takes pictures of 20 x 12 only, not 24 x 12"));
  g_clear_error(&error);
}

TEST(Graph, DefaultInputIsTheLineBefore) {
  Graph graph = Parse("a input\r\n\n  # a comment\n\tb relu # another\nc\ttanh   a\nd add b c");
  ASSERT_EQ(graph->n_nodes, 4);
  EXPECT_EQ(graph->nodes[1].inputs[0], 0);
  EXPECT_EQ(graph->nodes[2].inputs[0], 0);
  EXPECT_EQ(graph->nodes[3].inputs[0], 1);
  EXPECT_EQ(graph->nodes[3].inputs[1], 2);
  EXPECT_EQ(graph->nodes[3].line, 6);
  EXPECT_EQ(ae_graph_find(graph.get(), "c"), 2);
  EXPECT_EQ(ae_graph_find(graph.get(), "e"), -1);
}

TEST(Graph, MessagesNameOwnerLineAndRemedy) {
  const struct {
    const char *text, *message;
  } cases[] = {
      {"", "no input line"},
      {"# nothing\n", "no input line"},
      {"y relu", "line 1: relu needs 1 input, it has 0"},
      {"x input\ny conv2", "line 2: no layer \"conv2\"; did you mean \"conv2d\"?"},
      {"x input\ny zzzzzzz", "line 2: no layer \"zzzzzzz\"; Layers: input, conv2d"},
      {"x input\n\ny conv2d outt=3", "line 3: conv2d: no key \"outt\"; did you mean \"out\"?"},
      {"x input\ny relu slope=3", "line 2: relu: no key \"slope\"; it has none"},
      {"x input\ny conv2d kernel=0", "line 2: conv2d: kernel=0 is not in 1..31"},
      {"x input\ny conv2d =3", "line 2: conv2d: no key \"\""},
      {"x input\ny", "line 2: \"y\" has no layer type"},
      {"x input\n2y relu", "line 2: \"2y\" is not a name"},
      {"x input\ny-z relu", "line 2: \"y-z\" is not a name"},
      {"x input\nx relu", "line 2: the name \"x\" is taken by line 1"},
      {"x input\ny relu z", "line 2: no line above is called \"z\""},
      {"x input\ny relu y", "line 2: no line above is called \"y\""},
      {"head input\ny relu haed", "did you mean \"head\"?"},
      {"x input\na relu b\nb relu a", "line 2: no line above is called \"b\" (a line reads only lines before it)"},
      {"x input\ny relu x x", "line 2: relu takes at most 1 inputs"},
      {"x input\ny add", "line 2: add needs 2 inputs, it has 1"},
      {"x input\nb conv2d out=5\nc add x b", "line 3 (c add): 1x3x64x64 and 1x5x64x64 cannot be added"},
      {"x input\nb conv2d stride=2\nc concat x b",
       "line 3 (c concat): 1x3x64x64 and 1x3x32x32 differ in more than channels"},
      {"x input\ny conv2d groups=2", "line 2 (y conv2d): "},
      {"x input\ny conv2d pad=some", "line 2 (y conv2d): pad=some is neither same, valid nor a number"},
      {"x input\ny conv2d pad=3", "line 2 (y conv2d): pad=3 is not below kernel=3"},
      {"x input\ny tconv2d kernel=3", "line 2 (y tconv2d): pad=same needs a kernel"},
      {"x input\ny tconv2d kernel=2 stride=4", "line 2 (y tconv2d): pad=same needs a kernel"},
      {"x input\ny dense out=3", "line 2 (y dense): 1x3x64x64 is no vector; put a flatten line before"},
      {"x input\ny slice from=3", "line 2 (y slice): channels from 3 on are not in an input of 3 channels"},
      {"x input\ny slice from=1 count=3", "line 2 (y slice): "},
      {"x input\ny pixel_shuffle", "line 2 (y pixel_shuffle): 3 channels are no multiple of factor * factor = 4"},
      {"x input height=9 width=8\ny pixel_unshuffle", "height 9 and width 8 are no multiples of factor=2"},
      {"x input height=8", "height and width can only be fixed together"},
      {"x input height=2 width=2\ny max_pool kernel=3", "a window of 3 px does not fit a picture of 2 x 2"},
      {"x input height=2 width=2\ny conv2d kernel=5 pad_mode=reflect", "too small to be mirrored by 2"},
      {"x input height=2 width=2\nf flatten\ny reshape channels=3 height=2 width=1",
       "1x12x1x1 is no vector of 3 x 2 x 1"},
      {"x input\ny group_norm groups=2", "groups=2 does not divide 3 channels"},
  };
  for (const auto &c : cases) {
    std::string message = MessageOf(c.text);
    EXPECT_THAT(message, HasSubstr(c.message)) << c.text;
    EXPECT_EQ(message.find("net.ini: "), 0u) << message;
  }
}

TEST(Graph, RefusesWhatIsTooLarge) {
  EXPECT_THAT(MessageOf("x input\n" + std::string(4096, '\n')), HasSubstr("more than 4096 lines"));
  EXPECT_THAT(MessageOf("\xff\xfe"), HasSubstr("not UTF-8"));
  EXPECT_THAT(MessageOf(std::string(65, 'n') + " input"), HasSubstr("is not a name"));
  std::string up = "x input\n", shuffled = "x input\n", inputs;
  for (int i = 0; i < 20; i++) {
    up += "u" + std::to_string(i) + " upsample factor=16\n";
    shuffled += "u" + std::to_string(i) + " pixel_unshuffle factor=8\n";
    inputs += "x" + std::to_string(i) + " input\n";
  }
  EXPECT_THAT(MessageOf(up), HasSubstr("4096 times"));
  EXPECT_THAT(MessageOf(shuffled), HasSubstr("4096 times"));
  EXPECT_THAT(MessageOf(inputs), HasSubstr("line 9: more than 8 input lines"));
  EXPECT_THAT(MessageOf("x input height=65536 width=65536 channels=65536\nf flatten"), HasSubstr("too large"));
  EXPECT_EQ(MessageOf("x input channels=65536\nf pixel_unshuffle factor=8\ng pixel_unshuffle factor=8")
                .find("net.ini: line 3"),
            0u);
}

TEST(Graph, PartsGiveTheWhole) {
  Graph whole = Parse(
      "x input channels=2 height=8 width=8\na conv2d out=4 stride=2\nf flatten\nz dense out=5\nlabel input channels=3 "
      "height=1 width=1\nc concat z label\nd dense out=64\ne reshape channels=4 height=4 width=4\nout upsample");
  GError *error = nullptr;
  Graph encoder(Check(ae_graph_part(whole.get(), "x", "z", &error), error));
  Graph decoder(Check(ae_graph_part(whole.get(), "z", "out", &error), error));
  ASSERT_EQ(decoder->n_inputs, 2);
  EXPECT_STREQ(decoder->nodes[0].name, "z");
  EXPECT_EQ(Info(decoder.get()).in.c, 5);
  EXPECT_TRUE(Info(decoder.get()).fixed);
  EXPECT_EQ(Info(whole.get()).parameters, Info(encoder.get()).parameters + Info(decoder.get()).parameters);
  EXPECT_EQ(Info(decoder.get()).out.w, Info(whole.get()).out.w);
}

TEST(Graph, PartsKeepTheLabel) {
  Graph whole = Parse("x input channels=1 height=4 width=4\nf flatten\nl input channels=3 height=1 width=1\n"
                      "c concat f l\nz dense out=2\nlz dense l out=5\ncz concat z lz\nd dense out=16");
  GError *error = nullptr;
  Graph encoder(Check(ae_graph_part(whole.get(), "x", "z", &error), error));
  Graph decoder(Check(ae_graph_part(whole.get(), "z", "d", &error), error));
  for (const Graph *part : {&encoder, &decoder}) {
    ASSERT_EQ((*part)->n_inputs, 2);
    EXPECT_STREQ((*part)->nodes[(*part)->inputs[1]].name, "l");
  }
  EXPECT_STREQ(encoder->nodes[encoder->inputs[0]].name, "x");
  EXPECT_STREQ(decoder->nodes[decoder->inputs[0]].name, "z");
}

TEST(Graph, PartsOwnWhatTheWholeLends) {
  Graph whole = Parse("x input channels=6 height=1 width=1\nz dense out=2\nr tanh\ny tied r z out=6 bias=0");
  GError *error = nullptr;
  Graph decoder(Check(ae_graph_part(whole.get(), "r", "y", &error), error));
  Params all = NewParams(whole.get(), 5);
  Params part(Check(ae_params_part(whole.get(), all.get(), decoder.get(), &error), error));
  const AeParam *w = ae_params_find(all.get(), "z.weight"), *v = ae_params_find(part.get(), "y.weight");
  ASSERT_TRUE(w && v);
  ASSERT_EQ(part->n, 1u);
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 6; k++)
      EXPECT_EQ(v->data[k * 2 + i], w->data[i * 6 + k]);
}

TEST(Graph, PartRefusals) {
  Graph graph = Parse("x input\na conv2d\nb relu\nc add a b\nd tanh a");
  const struct {
    const char *from, *to, *message;
  } cases[] = {
      {"q", "c", "no line \"q\""},
      {"x", "q", "no line \"q\""},
      {"b", "c", "\"x\" reaches \"c\" around \"b\""},
      {"c", "x", "\"c\" does not lead to \"x\""},
      {"b", "d", "\"b\" does not lead to \"d\""},
      {"b", "b", "\"b\" does not lead to \"b\""},
  };
  for (const auto &c : cases) {
    GError *error = nullptr;
    EXPECT_EQ(ae_graph_part(graph.get(), c.from, c.to, &error), nullptr);
    ASSERT_NE(error, nullptr) << c.message;
    EXPECT_THAT(error->message, HasSubstr(c.message));
    g_error_free(error);
  }
}

TEST(Graph, TextParsesToTheSameGraph) {
  Graph graph = Parse(kDenoiser);
  g_autofree char *text = ae_graph_text(graph.get());
  Graph again = Parse(text);
  ASSERT_EQ(again->n_nodes, graph->n_nodes);
  for (int i = 0; i < graph->n_nodes; i++) {
    EXPECT_STREQ(again->nodes[i].name, graph->nodes[i].name);
    EXPECT_EQ(again->nodes[i].type, graph->nodes[i].type);
    ASSERT_EQ(again->nodes[i].n_inputs, graph->nodes[i].n_inputs);
    for (int k = 0; k < graph->nodes[i].n_inputs; k++)
      EXPECT_EQ(again->nodes[i].inputs[k], graph->nodes[i].inputs[k]);
  }
  g_autofree char *same = ae_graph_text(again.get());
  EXPECT_STREQ(text, same);
}

/* Whatever is done to a text: a graph, or a message. */
TEST(Graph, DamagedTextsGiveMessages) {
  const char letters[] = "xabc01239=_# \n\t-,relucnvd";
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  int parsed = 0;
  for (int round = 0; round < 3000; round++) {
    std::string text = kDenoiser;
    for (guint k = ae_rng_below(&rng, 4) + 1; k > 0; k--)
      text[ae_rng_below(&rng, text.size())] = letters[ae_rng_below(&rng, sizeof letters - 1)];
    GError *error = nullptr;
    AeGraphInfo info;
    Graph graph(ae_graph_parse(text.c_str(), "net.ini", &error));
    bool fine = graph && ae_graph_info(graph.get(), &info, &error);
    ASSERT_EQ(fine, error == nullptr);
    if (error) {
      ASSERT_EQ(error->domain, AE_ERROR) << error->message;
      ASSERT_NE(error->code, AE_ERROR_INTERNAL) << error->message;
    }
    parsed += fine;
    g_clear_error(&error);
  }
  EXPECT_GT(parsed, 30);
  EXPECT_LT(parsed, 2970);
}

} // namespace
