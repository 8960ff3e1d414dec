/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/recipe_sections.h"

static const AeOption model_rows[] = {
    {"name", "the model's name", AE_OPTION_STRING, offsetof(AeRecipeModel, name), "model"},
    {"task", "the stage it is for", AE_OPTION_STRING, offsetof(AeRecipeModel, task), "reconstruct"},
    {"like", "recipe in the same folder that gives the other keys", AE_OPTION_FILE, offsetof(AeRecipeModel, like)},
    {NULL},
};

static const char *const orders[] = {"random", "epochs", NULL};
static const char *const targets[] = {"picture", "label", NULL};

static const AeOption data_rows[] = {
    {"kind", "kind of data set", AE_OPTION_STRING, offsetof(AeRecipeData, kind), "photos"},
    {"dir", "folder of the data", AE_OPTION_FILE, offsetof(AeRecipeData, dir)},
    {"batch", "pictures a step", AE_OPTION_INT, offsetof(AeRecipeData, batch), "16", 1, 65536},
    {"patch", "width and height of a training picture", AE_OPTION_INT, offsetof(AeRecipeData, patch), "96", 1, 4096,
     .unit = "px"},
    {"target", "what the net is to give: the clean picture, or a number a class (a classifier)", AE_OPTION_CHOICE,
     offsetof(AeRecipeData, target), "picture", .choices = targets},
    {"order", "random: each example by itself; epochs: all of them once before any comes again", AE_OPTION_CHOICE,
     offsetof(AeRecipeData, order), "random", .choices = orders},
    {"grey", "share of the pictures that are made grey", AE_OPTION_DOUBLE, offsetof(AeRecipeData, grey), "0", 0, 1},
    {NULL},
};

static const AeOption corrupt_rows[] = {
    {"train", "chain of corruptions of training pictures", AE_OPTION_STRING, offsetof(AeRecipeCorrupt, train), ""},
    {"validate", "chain of corruptions of validation pictures", AE_OPTION_STRING, offsetof(AeRecipeCorrupt, validate),
     ""},
    {"blind", "do not tell the net the noise level", AE_OPTION_BOOL, offsetof(AeRecipeCorrupt, blind), "0"},
    {NULL},
};

static const AeOption optim_rows[] = {
    {"type", "optimiser", AE_OPTION_STRING, offsetof(AeRecipeOptim, type), "adam"},
    {"lr", "highest learning rate", AE_OPTION_DOUBLE, offsetof(AeRecipeOptim, lr), "1e-3", 0, 100},
    {"clip", "greatest norm of the gradient, 0 for none", AE_OPTION_DOUBLE, offsetof(AeRecipeOptim, clip), "0", 0, 1e9},
    {"ema", "memory of the averaged weights, which become the model; 0 for none", AE_OPTION_DOUBLE,
     offsetof(AeRecipeOptim, ema), "0", 0, 0.99999},
    {NULL},
};

static const char *const shapes[] = {"cosine", "constant", NULL};

static const AeOption schedule_rows[] = {
    {"steps", "length of the training, 0 where minutes alone decide", AE_OPTION_INT, offsetof(AeRecipeSchedule, steps),
     "0", 0, G_MAXINT, .unit = "steps"},
    {"minutes", "length of the training, resumed runs together, 0 where steps alone decide", AE_OPTION_DOUBLE,
     offsetof(AeRecipeSchedule, minutes), "0", 0, 1e7, .unit = "min"},
    {"warmup", "steps in which the learning rate rises from zero", AE_OPTION_INT, offsetof(AeRecipeSchedule, warmup),
     "0", 0, G_MAXINT, .unit = "steps"},
    {"shape", "how the learning rate goes on after it", AE_OPTION_CHOICE, offsetof(AeRecipeSchedule, shape), "cosine",
     .choices = shapes},
    {"final", "learning rate at the last step of a cosine", AE_OPTION_DOUBLE, offsetof(AeRecipeSchedule, final), "0", 0,
     100},
    {NULL},
};

static const char *const precisions[] = {"f32", "bf16", NULL}, *const stores[] = {"f16", "f32", NULL};

static const AeOption run_rows[] = {
    {"seed", "of data, corruption and first weights", AE_OPTION_INT, offsetof(AeRecipeRun, seed), "1", 0, G_MAXINT},
    {"threads", "training threads", AE_OPTION_INT, offsetof(AeRecipeRun, threads), "auto", 1, 1024, TRUE},
    {"micro", "pictures that go through the net at once; divides the batch", AE_OPTION_INT,
     offsetof(AeRecipeRun, micro), "auto", 1, 65536, TRUE},
    {"precision", "of the convolutions; weights are always f32", AE_OPTION_CHOICE, offsetof(AeRecipeRun, precision),
     "f32", .choices = precisions},
    {"store", "number type of the weights in the model file", AE_OPTION_CHOICE, offsetof(AeRecipeRun, store), "f16",
     .choices = stores},
    {"checkpoint", "time between checkpoints", AE_OPTION_INT, offsetof(AeRecipeRun, checkpoint), "300", 1, G_MAXINT,
     .unit = "s"},
    {"loaders", "threads that prepare data", AE_OPTION_INT, offsetof(AeRecipeRun, loaders), "1", 1, 64},
    {"log", "steps between rows of the loss log", AE_OPTION_INT, offsetof(AeRecipeRun, log), "100", 1, G_MAXINT,
     .unit = "steps"},
    {"init", "model or checkpoint whose weights it starts from", AE_OPTION_FILE, offsetof(AeRecipeRun, init)},
    {"fresh", "layers, parted by blanks, that do not take their weights from init", AE_OPTION_STRING,
     offsetof(AeRecipeRun, fresh)},
    {NULL},
};

static const AeOption validate_rows[] = {
    {"every", "steps between validations, 0 for none", AE_OPTION_INT, offsetof(AeRecipeValidate, every), "0", 0,
     G_MAXINT, .unit = "steps"},
    {"pictures", "pictures a validation", AE_OPTION_INT, offsetof(AeRecipeValidate, pictures), "16", 1, 65536},
    {"patience", "validations in a row without a better one that end the training; the best weights become the model",
     AE_OPTION_INT, offsetof(AeRecipeValidate, patience), "0", 0, 65536},
    {NULL},
};

static const AeOption critic_rows[] = {
    {"weight", "of what the critic does not believe", AE_OPTION_DOUBLE, offsetof(AeRecipeCritic, weight), "0.01", 0,
     1e6},
    {"match", "of the difference in what the critic's nodes give", AE_OPTION_DOUBLE, offsetof(AeRecipeCritic, match),
     "0", 0, 1e6},
    {"nodes", "nodes of the critic that are to match, parted by blanks", AE_OPTION_STRING,
     offsetof(AeRecipeCritic, nodes)},
    {"rate", "highest learning rate of the critic; it falls with the net's", AE_OPTION_DOUBLE,
     offsetof(AeRecipeCritic, rate), "2e-4", 0, 100},
    {NULL},
};

static const AeOption features_rows[] = {
    {"model", "model whose layers are to give the same for what the net makes", AE_OPTION_FILE,
     offsetof(AeRecipeFeatures, model)},
    {"nodes", "those layers, parted by blanks", AE_OPTION_STRING, offsetof(AeRecipeFeatures, nodes)},
    {"weight", "of the mean difference in each layer, added up", AE_OPTION_DOUBLE, offsetof(AeRecipeFeatures, weight),
     "1", 0, 1e6},
    {"jitter", "pixels in which both pictures are moved at random, against a grid of that model's strides",
     AE_OPTION_INT, offsetof(AeRecipeFeatures, jitter), "0", 0, 1024},
    {NULL},
};

const AeRecipeSection ae_recipe_sections[] = {
    {"model", model_rows, offsetof(AeRecipe, model)},
    {"metadata", NULL, 0},
    {"net", NULL, 0},
    {"data", data_rows, offsetof(AeRecipe, data)},
    {"corrupt", corrupt_rows, offsetof(AeRecipe, corrupt)},
    {"loss", NULL, 0},
    {"optim", optim_rows, offsetof(AeRecipe, optim)},
    {"schedule", schedule_rows, offsetof(AeRecipe, schedule)},
    {"run", run_rows, offsetof(AeRecipe, run)},
    {"validate", validate_rows, offsetof(AeRecipe, validate)},
    {"critic", critic_rows, offsetof(AeRecipe, critic)},
    {"critic_net", NULL, 0},
    {"features", features_rows, offsetof(AeRecipe, features)},
    {"lesson", .aside = TRUE},
    {"models", .aside = TRUE},
    {"measures", .aside = TRUE},
    {"drawings", .aside = TRUE},
    {NULL},
};
