/* SPDX-License-Identifier: LGPL-3.0-or-later */
#define _GNU_SOURCE
#include "image/sink.h"

#include "image/claim.h"
#include "image/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, ATTEMPTS = 100 };

struct AeSink {
  char *name;      /* for messages: the path as given */
  char *target;    /* what is renamed over; NULL for a stream */
  char *temporary; /* the name until then */
  int fd;
  int collected;    /* a stream that is seekable meanwhile: its temporary file, else -1 */
  guint64 position; /* where the next byte goes, the buffer counted */
  guint64 size;
  gsize used;
  guint8 buffer[BUFFER];
};

static gboolean fail_io(const AeSink *sink, const char *verb, GError **error) {
  AeError code = errno == EPIPE ? AE_ERROR_PIPE : AE_ERROR_IO;
  g_set_error(error, AE_ERROR, (int)code, "%s: cannot %s: %s", sink->name, verb, g_strerror(errno));
  return FALSE;
}

/* Where the target's own temporary name cannot be had. */
static gboolean create_random(AeSink *sink, mode_t mode, GError **error) {
  g_autofree char *folder = g_path_get_dirname(sink->target);
  for (int i = 0; i < ATTEMPTS; i++) {
    g_autofree char *base = g_strdup_printf(".aefilter-%08x%08x", g_random_int(), g_random_int());
    g_autofree char *path = g_build_filename(folder, base, NULL);
    sink->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (sink->fd >= 0) {
      sink->temporary = g_steal_pointer(&path);
      return TRUE;
    }
    if (errno != EEXIST)
      break;
  }
  return fail_io(sink, "create a file beside it", error);
}

static gboolean create_temporary(AeSink *sink, mode_t mode, gboolean alone, GError **error) {
  sink->fd = ae_claim_open(sink->target, mode, &sink->temporary);
  if (sink->fd >= 0)
    return TRUE;
  if (!alone || errno != EWOULDBLOCK)
    return create_random(sink, mode, error);
  g_set_error(error, AE_ERROR, AE_ERROR_BUSY, "%s: another run is writing it", sink->name);
  return FALSE;
}

static gboolean open_file(AeSink *sink, const char *path, const struct stat *old, gboolean alone, GError **error) {
  char *real = old ? realpath(path, NULL) : NULL;
  sink->target = g_strdup(real ? real : path);
  free(real);
  /* The umask acts on open; a replaced file's own permissions are set past it. */
  if (!create_temporary(sink, old ? 0600 : 0666, alone, error))
    return FALSE;
  if (old && fchmod(sink->fd, old->st_mode & 0777) != 0)
    return fail_io(sink, "set the permissions", error);
  return TRUE;
}

static gboolean open_target(AeSink *sink, const char *path, gboolean alone, GError **error) {
  struct stat st;
  if (!strcmp(path, "-")) {
    sink->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    return sink->fd >= 0 || fail_io(sink, "write", error);
  }
  gboolean exists = stat(path, &st) == 0;
  if (exists && S_ISDIR(st.st_mode)) {
    errno = EISDIR;
    return fail_io(sink, "write", error);
  }
  if (exists && !S_ISREG(st.st_mode)) {
    sink->fd = open(path, O_WRONLY | O_CLOEXEC);
    return sink->fd >= 0 || fail_io(sink, "write", error);
  }
  return open_file(sink, path, exists ? &st : NULL, alone, error);
}

static AeSink *sink_new(const char *path, gboolean alone, GError **error) {
  AeSink *sink = g_try_malloc0(sizeof *sink);
  if (!sink) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory", path);
    return NULL;
  }
  sink->fd = sink->collected = -1;
  sink->name = g_strdup(strcmp(path, "-") ? path : "standard output");
  if (!open_target(sink, path, alone, error)) {
    ae_sink_abort(sink);
    return NULL;
  }
  return sink;
}

AeSink *ae_sink_new(const char *path, GError **error) { return sink_new(path, FALSE, error); }
AeSink *ae_sink_new_alone(const char *path, GError **error) { return sink_new(path, TRUE, error); }

const char *ae_sink_name(const AeSink *sink) { return sink->name; }
gboolean ae_sink_is_file(const AeSink *sink) { return sink->target != NULL; }
guint64 ae_sink_tell(const AeSink *sink) { return sink->position; }
guint64 ae_sink_size(const AeSink *sink) { return MAX(sink->size, sink->position); }

static int data_fd(const AeSink *sink) { return sink->collected >= 0 ? sink->collected : sink->fd; }

/* Another program may have left a shared pipe or terminal in non-blocking mode. */
static void wait_for_room(int fd) {
  GPollFD poll = {.fd = fd, .events = G_IO_OUT};
  g_poll(&poll, 1, -1);
}

static gboolean write_fd(const AeSink *sink, int fd, const guint8 *data, gsize n, GError **error) {
  while (n > 0) {
    ssize_t done = write(fd, data, n);
    if (done < 0 && errno == EAGAIN)
      wait_for_room(fd);
    if (done < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (done < 0)
      return fail_io(sink, "write", error);
    data += done, n -= (gsize)done;
  }
  return TRUE;
}

static gboolean flush(AeSink *sink, GError **error) {
  gsize n = sink->used;
  sink->used = 0;
  return write_fd(sink, data_fd(sink), sink->buffer, n, error);
}

gboolean ae_sink_write(AeSink *sink, const void *data, gsize n, GError **error) {
  if (n > BUFFER - sink->used && !flush(sink, error))
    return FALSE;
  if (n >= BUFFER) {
    if (!write_fd(sink, data_fd(sink), data, n, error))
      return FALSE;
  } else if (n > 0) {
    memcpy(sink->buffer + sink->used, data, n);
    sink->used += n;
  }
  sink->position += n;
  sink->size = MAX(sink->size, sink->position);
  return TRUE;
}

gboolean ae_sink_printf(AeSink *sink, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return ae_sink_write(sink, text, strlen(text), error);
}

gboolean ae_sink_make_seekable(AeSink *sink, GError **error) {
  if (sink->target || sink->collected >= 0)
    return TRUE;
  g_return_val_if_fail(sink->position == 0, FALSE);
  sink->collected = ae_tempfile_open(error);
  return sink->collected >= 0;
}

gboolean ae_sink_seek(AeSink *sink, guint64 offset, GError **error) {
  if (offset == sink->position)
    return TRUE;
  if (!flush(sink, error))
    return FALSE;
  if (lseek(data_fd(sink), (off_t)offset, SEEK_SET) < 0)
    return fail_io(sink, "seek", error);
  sink->position = offset;
  return TRUE;
}

gboolean ae_sink_read(AeSink *sink, void *out, gsize n, gsize *got, GError **error) {
  if (!flush(sink, error))
    return FALSE;
  for (*got = 0; *got < n;) {
    ssize_t done = read(data_fd(sink), (guint8 *)out + *got, n - *got);
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return fail_io(sink, "read back", error);
    if (done == 0)
      break;
    *got += (gsize)done;
    sink->position += (guint64)done;
  }
  return TRUE;
}

static gboolean send_collected(AeSink *sink, GError **error) {
  int collected = sink->collected;
  guint64 left = sink->size;
  if (lseek(collected, 0, SEEK_SET) < 0)
    return fail_io(sink, "seek", error);
  while (left > 0) {
    ssize_t n = read(collected, sink->buffer, (gsize)MIN(left, BUFFER));
    if (n <= 0)
      return fail_io(sink, "read back", error);
    if (!write_fd(sink, sink->fd, sink->buffer, (gsize)n, error))
      return FALSE;
    left -= (guint64)n;
  }
  return TRUE;
}

static gboolean finish(AeSink *sink, GError **error) {
  if (!flush(sink, error) || (sink->collected >= 0 && !send_collected(sink, error)))
    return FALSE;
  /* All is on the disk before the name changes, and the lock is held until it has. */
  if (sink->target && fsync(sink->fd) != 0)
    return fail_io(sink, "write", error);
  if (sink->target && rename(sink->temporary, sink->target) != 0)
    return fail_io(sink, "rename the temporary file to it", error);
  g_clear_pointer(&sink->temporary, g_free);
  int fd = sink->fd;
  sink->fd = -1;
  return close(fd) == 0 || fail_io(sink, "close", error);
}

gboolean ae_sink_close(AeSink *sink, GError **error) {
  gboolean done = finish(sink, error);
  ae_sink_abort(sink);
  return done;
}

void ae_sink_abort(AeSink *sink) {
  if (!sink)
    return;
  if (sink->temporary)
    g_unlink(sink->temporary);
  if (sink->fd >= 0)
    close(sink->fd);
  if (sink->collected >= 0)
    close(sink->collected);
  g_free(sink->temporary);
  g_free(sink->target);
  g_free(sink->name);
  g_free(sink);
}
