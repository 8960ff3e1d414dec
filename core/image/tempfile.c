/* SPDX-License-Identifier: LGPL-3.0-or-later */
#define _GNU_SOURCE
#include "image/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

/* /var/tmp lies on disk where /tmp may be memory. */
static const char *scratch_folder(void) {
  const char *folder = g_getenv("TMPDIR");
  if (folder && *folder)
    return folder;
  return g_file_test("/var/tmp", G_FILE_TEST_IS_DIR) ? "/var/tmp" : "/tmp";
}

/* O_TMPFILE is not known to every file system; there a name is made and removed at once. */
int ae_tempfile_open(GError **error) {
  const char *folder = scratch_folder();
  int fd = -1;
#ifdef O_TMPFILE
  fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
  if (fd < 0) {
    g_autofree char *path = g_build_filename(folder, "aefilter-XXXXXX", NULL);
    fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
      g_unlink(path);
  }
  if (fd < 0)
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: cannot make a temporary file: %s", folder, g_strerror(errno));
  return fd;
}

gboolean ae_tempfile_write(int fd, const void *data, gsize n, guint64 offset, const char *what, GError **error) {
  const char *at = data;
  while (n > 0) {
    ssize_t done = pwrite(fd, at, n, (off_t)offset);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0) {
      g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: cannot write to the temporary file: %s", what,
                  g_strerror(done < 0 ? errno : ENOSPC));
      return FALSE;
    }
    at += done, n -= (gsize)done, offset += (guint64)done;
  }
  return TRUE;
}

gboolean ae_tempfile_read(int fd, void *data, gsize n, guint64 offset, const char *what, GError **error) {
  char *at = data;
  while (n > 0) {
    ssize_t done = pread(fd, at, n, (off_t)offset);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0) {
      g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: cannot read the temporary file: %s", what,
                  done < 0 ? g_strerror(errno) : "it is shorter than it was");
      return FALSE;
    }
    at += done, n -= (gsize)done, offset += (guint64)done;
  }
  return TRUE;
}
