/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/cpus.h"

#include <string.h>

guint ae_cpus_of_quota(const char *text) {
  char *end;
  guint64 quota = g_ascii_strtoull(text, &end, 10);
  guint64 period = end > text && *end == ' ' ? g_ascii_strtoull(end, NULL, 10) : 0;
  if (!quota || !period || quota / period >= G_MAXUINT)
    return 0;
  return (guint)((quota + period - 1) / period);
}

/* The least of the limits of a group and of those above it; below is its path, and is shortened. */
static guint least_limit(const char *root, char *below) {
  guint least = G_MAXUINT;
  for (;;) {
    g_autofree char *path = g_build_filename(root, below, "cpu.max", NULL), *text = NULL;
    guint limit = g_file_get_contents(path, &text, NULL, NULL) ? ae_cpus_of_quota(text) : 0;
    least = limit ? MIN(least, limit) : least;
    char *slash = strrchr(below, '/');
    if (!slash)
      return least;
    *slash = '\0';
  }
}

static gpointer count(gpointer data) {
  g_autofree char *groups = NULL;
  guint limit = G_MAXUINT;
  if (g_file_get_contents("/proc/self/cgroup", &groups, NULL, NULL) && g_str_has_prefix(groups, "0::/")) {
    g_strchomp(groups);
    limit = least_limit("/sys/fs/cgroup", groups + strlen("0::"));
  }
  return GUINT_TO_POINTER(MAX(MIN(g_get_num_processors(), limit), 1));
}

guint ae_cpus(void) {
  static GOnce once = G_ONCE_INIT;
  return GPOINTER_TO_UINT(g_once(&once, count, NULL));
}
