/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Drawings read back, and small models to be drawn. */
#ifndef AE_TESTS_PLOT_HELPERS_H
#define AE_TESTS_PLOT_HELPERS_H

#include "image_helpers.h"
#include "model/model.h"

#include <array>
#include <functional>

using Rgb = std::array<int, 3>;
inline constexpr Rgb kWhite = {255, 255, 255};

/* The pixels of a PNG file. */
class Drawing {
public:
  explicit Drawing(const std::string &path) {
    Failure failure;
    ReaderOwner reader(ae_reader_open(path.c_str(), nullptr, &failure));
    Result result = reader ? ReadPictures(reader.get()) : Result();
    EXPECT_EQ(result.images.size(), 1u) << failure.message() << result.message;
    if (!result.images.empty())
      image_ = std::move(result.images[0]);
  }
  int width() const { return (int)image_->info.width; }
  int height() const { return (int)image_->info.height; }
  Rgb at(double x, double y) const {
    gsize channels = image_->info.channels; /* 1 where the drawing is all grey */
    const guint8 *p = image_->data + ((gsize)y * image_->info.width + (gsize)x) * channels;
    return {p[0], p[channels / 2], p[channels - 1]};
  }
  /* Whether anything is drawn in x0 <= x < x1, y0 <= y < y1. */
  bool blank(double x0, double y0, double x1, double y1) const {
    for (int y = (int)y0; y < (int)y1; y++)
      for (int x = (int)x0; x < (int)x1; x++)
        if (at(x, y) != kWhite)
          return false;
    return true;
  }

private:
  ImageOwner image_;
};

/* The message of a parse failure of XML, or "". */
inline std::string XmlFault(const std::string &text) {
  static const GMarkupParser parser = {};
  GMarkupParseContext *context = g_markup_parse_context_new(&parser, (GMarkupParseFlags)0, nullptr, nullptr);
  Failure failure;
  if (g_markup_parse_context_parse(context, text.data(), (gssize)text.size(), &failure))
    g_markup_parse_context_end_parse(context, &failure);
  g_markup_parse_context_free(context);
  return failure.message();
}

/* Writes a model whose i-th number of all weights is value(i); code: the line that is its code. */
inline void SaveModel(const std::string &path, const char *arch, const char *task,
                      const std::function<double(gsize)> &value, const char *code = nullptr) {
  Failure failure;
  AeGraph *graph = ae_graph_parse(arch, "test", &failure);
  ASSERT_NE(graph, nullptr) << failure.message();
  AeParams *params = ae_params_new(graph, &failure);
  for (gsize i = 0; i < params->total; i++)
    params->data[i] = (ae_real)value(i);
  GHashTable *metadata = g_hash_table_new(g_str_hash, g_str_equal);
  for (auto [key, text] : {std::pair("task", task), std::pair("name", "toy"), std::pair("sigma_max", "100")})
    g_hash_table_insert(metadata, (gpointer)key, (gpointer)text);
  if (code)
    g_hash_table_insert(metadata, (gpointer) "code", (gpointer)code);
  EXPECT_TRUE(ae_model_save(path.c_str(), graph, params, metadata, FALSE, &failure)) << failure.message();
  g_hash_table_unref(metadata);
  ae_params_free(params);
  ae_graph_unref(graph);
}

#endif
