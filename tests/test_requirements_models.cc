/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on what models are: their description, their size, and the numbers they give. */
#include "requirements_helpers.h"
#include "toy_models.h"

#include <sstream>

extern "C" {
#include "train/recipe.h"
}

namespace {

using std::string;
using std::vector;

/* A network by its text, with its parameters and shapes reckoned by hand. */
struct Known {
  const char *net;
  vector<std::pair<const char *, int>> layers; /* and their parameters */
  vector<const char *> shapes;
  int total;
};

const Known kKnown[] = {
    {kVariational,
     {{"x", 0},
      {"f", 0},
      {"h", 48 * 12 + 12},
      {"r", 0},
      {"dist", 12 * 8 + 8},
      {"z", 0},
      {"d", 4 * 48 + 48},
      {"y", 0},
      {"out", 0}},
     {"1x8x6", "48x1x1", "12x1x1", "12x1x1", "8x1x1", "4x1x1", "48x1x1", "48x1x1", "1x8x6"},
     932},
    {kConvolutional,
     {{"x", 0},
      {"a", 9 * 8 + 8},
      {"r", 0},
      {"dist", 9 * 8 * 4 + 4},
      {"z", 0},
      {"u", 0},
      {"b", 9 * 2 * 8 + 8},
      {"s", 0},
      {"out", 9 * 8 + 1}},
     {"1x8x6", "8x4x3", "8x4x3", "4x4x3", "2x4x3", "2x8x6", "8x8x6", "8x8x6", "1x8x6"},
     597},
};

class Description : public ToyModels {};

/* The table and the diagram have every layer with its shape, and the parameters add up. */
TEST_F(Description, R2R18EveryLayerWithItsShape) {
  for (const Known &known : kKnown) {
    AeModel *model = ae_model_load(Model("m", known.net, "z").c_str(), nullptr, &failure);
    ASSERT_NE(model, nullptr) << failure.message();
    g_autofree char *text = ae_model_describe(model, TRUE, &failure);
    ae_model_unref(model);
    string all = text;
    EXPECT_NE(all.find("parameters     " + std::to_string(known.total) + "\n"), string::npos) << all;
    gsize at = all.find("MAC/pixel");
    ASSERT_NE(at, string::npos) << all;
    std::istringstream table(all.substr(all.find('\n', at) + 1));
    int sum = 0;
    for (gsize i = 0; i < known.layers.size(); i++) {
      string line, name = known.layers[i].first;
      std::getline(table, line);
      EXPECT_EQ(line.substr(0, line.find(' ')), name);
      EXPECT_NE(line.find(string(" ") + known.shapes[i]), string::npos) << line;
      int n = known.layers[i].second;
      EXPECT_TRUE(!n || line.find(" " + std::to_string(n) + " ") != string::npos) << line;
      sum += n;
      EXPECT_NE(all.find(name + " " + known.shapes[i] + " "), string::npos) << "diagram: " << name << "\n" << all;
    }
    EXPECT_EQ(sum, known.total);
  }
}

/* The notebook's network has 1.2 M numbers; ours is to do as well with no more. */
TEST(Recipes, R107NoLargerThanTheNotebooks) {
  for (auto [name, limit] : {std::pair("digits-vae", 1200000u), {"digits-cvae", 1400000u}}) {
    Failure failure;
    string path = string(AE_TEST_DATA "/../../models/recipes/lessons/") + name + ".ini";
    AeRecipe *recipe = ae_recipe_load(path.c_str(), nullptr, &failure);
    ASSERT_NE(recipe, nullptr) << failure.message();
    AeGraph *graph = ae_graph_parse(recipe->net, name, &failure);
    AeGraphInfo info;
    ASSERT_TRUE(graph && ae_graph_info(graph, &info, &failure)) << failure.message();
    EXPECT_LE(info.parameters, limit) << name;
    EXPECT_GE(info.parameters, 1000u) << name;
    ae_graph_unref(graph);
    ae_recipe_free(recipe);
  }
}

/* A code as long as the input loses nothing: weights that are inverse to each other give each object back. */
class Identity : public Requirements {};

TEST_F(Identity, R1InverseMapsLoseNothing) {
  Save("same",
       "x input channels=1 height=1 width=2\nf flatten\nh dense out=2\nd dense out=2\n"
       "y reshape channels=1 height=1 width=2",
       {2, 1, 1, 1, /* W */ 0.5, -1, /* b */ 1, -1, -1, 2, /* its inverse */ -1.5, 2.5 /* less what b becomes */}, "h");
  WriteFile(folder.file("train-images-idx3-ubyte"),
            string("\0\0\10\3\0\0\0\3\0\0\0\1\0\0\0\2", 16) + string("\1\4\200\3\377\0", 6));
  auto found = Eval("same", "sse", {"kind=idx", "held_out=0"});
  EXPECT_LT(found["sse"], 1e-10);
}

} // namespace
