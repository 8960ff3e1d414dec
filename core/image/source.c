/* SPDX-License-Identifier: LGPL-3.0-or-later */
#define _GNU_SOURCE
#include "image/source.h"

#include "image/gunzip.h"
#include "image/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 1 << 16 };

struct AeSource {
  char *name;
  int fd;
  gboolean seekable;
  guint64 origin;   /* offset in the descriptor of our offset 0 */
  guint64 position; /* our offset of buffer[start] */
  gsize start, end; /* bytes in the buffer that are not consumed */
  AeGunzip *gunzip; /* NULL: fd gives the bytes as they are */
  guint8 buffer[BUFFER];
};

static gboolean fail_io(const AeSource *source, const char *verb, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: cannot %s: %s", source->name, verb, g_strerror(errno));
  return FALSE;
}

AeSource *ae_source_new(int fd, const char *name, GError **error) {
  AeSource *source = g_try_malloc0(sizeof *source);
  struct stat st;
  if (!source) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory", name);
    close(fd);
    return NULL;
  }
  source->fd = fd;
  source->name = g_strdup(name);
  gboolean known = fstat(fd, &st) == 0;
  if (!known || S_ISDIR(st.st_mode)) {
    errno = known ? EISDIR : errno;
    fail_io(source, "read", error);
    ae_source_free(source);
    return NULL;
  }
  off_t here = S_ISREG(st.st_mode) ? lseek(fd, 0, SEEK_CUR) : -1;
  source->seekable = here >= 0;
  source->origin = here >= 0 ? (guint64)here : 0;
  if (source->seekable)
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return source;
}

void ae_source_free(AeSource *source) {
  if (!source)
    return;
  ae_gunzip_free(source->gunzip);
  close(source->fd);
  g_free(source->name);
  g_free(source);
}

const char *ae_source_name(const AeSource *source) { return source->name; }
guint64 ae_source_tell(const AeSource *source) { return source->position; }
gboolean ae_source_is_seekable(const AeSource *source) { return source->seekable; }

/* Another program may have left a shared pipe or terminal in non-blocking mode. */
static void wait_for_bytes(int fd) {
  GPollFD poll = {.fd = fd, .events = G_IO_IN};
  g_poll(&poll, 1, -1);
}

static gboolean read_stored(gpointer data, void *out, gsize n, gsize *got, GError **error) {
  const AeSource *source = data;
  ssize_t done;
  while ((done = read(source->fd, out, n)) < 0 && (errno == EINTR || errno == EAGAIN))
    if (errno == EAGAIN)
      wait_for_bytes(source->fd);
  if (done < 0)
    return fail_io(source, "read", error);
  *got = (gsize)done;
  return TRUE;
}

static gboolean read_some(AeSource *source, void *out, gsize n, gsize *got, GError **error) {
  return source->gunzip ? ae_gunzip_read(source->gunzip, out, n, got, error) : read_stored(source, out, n, got, error);
}

static gboolean fill(AeSource *source, gsize n, GError **error) {
  if (source->end - source->start >= n)
    return TRUE;
  memmove(source->buffer, source->buffer + source->start, source->end - source->start);
  source->end -= source->start;
  source->start = 0;
  while (source->end < n) {
    gsize got;
    if (!read_some(source, source->buffer + source->end, BUFFER - source->end, &got, error))
      return FALSE;
    if (got == 0)
      break;
    source->end += got;
  }
  return TRUE;
}

static void consume(AeSource *source, gsize n) {
  source->start += n;
  source->position += n;
}

gboolean ae_source_peek(AeSource *source, gsize n, const guint8 **data, gsize *got, GError **error) {
  if (!fill(source, MIN(n, (gsize)AE_SOURCE_MAX_PEEK), error))
    return FALSE;
  *data = source->buffer + source->start;
  *got = MIN(n, source->end - source->start);
  return TRUE;
}

gboolean ae_source_read(AeSource *source, void *out, gsize n, gsize *got, GError **error) {
  gsize have = MIN(n, source->end - source->start);
  if (have > 0)
    memcpy(out, source->buffer + source->start, have);
  consume(source, have);
  /* Large requests go past the buffer, which is empty by now. */
  while (have < n) {
    gsize more = 0, want = n - have;
    if (want >= BUFFER) {
      if (!read_some(source, (guint8 *)out + have, want, &more, error))
        return FALSE;
      source->position += more;
    } else {
      if (!fill(source, 1, error))
        return FALSE;
      more = MIN(want, source->end - source->start);
      memcpy((guint8 *)out + have, source->buffer + source->start, more);
      consume(source, more);
    }
    if (more == 0)
      break;
    have += more;
  }
  *got = have;
  return TRUE;
}

static gboolean fail_end(const AeSource *source, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: the file ends too early, at byte %" G_GUINT64_FORMAT, source->name,
              source->position);
  return FALSE;
}

gboolean ae_source_read_all(AeSource *source, void *out, gsize n, GError **error) {
  gsize got;
  if (!ae_source_read(source, out, n, &got, error))
    return FALSE;
  return got == n || fail_end(source, error);
}

int ae_source_byte(AeSource *source, GError **error) {
  if (source->start == source->end) {
    if (!fill(source, 1, error))
      return AE_SOURCE_FAILED;
    if (source->start == source->end)
      return AE_SOURCE_END;
  }
  source->position++;
  return source->buffer[source->start++];
}

char *ae_source_line(AeSource *source, gsize max, GError **error) {
  g_autoptr(GString) line = g_string_new(NULL);
  for (;;) {
    int c = ae_source_byte(source, error);
    if (c == '\n')
      return g_string_free(g_steal_pointer(&line), FALSE);
    if (c == AE_SOURCE_FAILED)
      return NULL;
    if (c == AE_SOURCE_END) {
      fail_end(source, error);
      return NULL;
    }
    if (line->len == max) {
      g_set_error(error, AE_ERROR, AE_ERROR_FORMAT,
                  "%s: a header line longer than %" G_GSIZE_FORMAT " bytes, at byte %" G_GUINT64_FORMAT, source->name,
                  max, source->position);
      return NULL;
    }
    g_string_append_c(line, (char)c);
  }
}

gboolean ae_source_unpack(AeSource *source, GError **error) {
  g_return_val_if_fail(source->position == 0 && !source->gunzip, FALSE);
  if (!fill(source, 2, error))
    return FALSE;
  gsize n = source->end - source->start;
  if (!ae_gunzip_sniff(source->buffer + source->start, n))
    return TRUE;
  source->gunzip = ae_gunzip_new(source->name, source->buffer + source->start, n, read_stored, source, error);
  source->start = source->end = 0;
  source->seekable = FALSE;
  return source->gunzip != NULL;
}

/* What is in the buffer already goes first: nothing must have been consumed that a format wants to see again. */
static gboolean copy_to(AeSource *source, int fd, GError **error) {
  guint64 offset = 0;
  for (;;) {
    gsize n = source->end - source->start;
    if (!ae_tempfile_write(fd, source->buffer + source->start, n, offset, source->name, error))
      return FALSE;
    offset += n;
    source->start = source->end = 0;
    if (!read_some(source, source->buffer, BUFFER, &source->end, error))
      return FALSE;
    if (source->end == 0)
      return TRUE;
  }
}

gboolean ae_source_make_seekable(AeSource *source, GError **error) {
  if (source->seekable)
    return TRUE;
  g_return_val_if_fail(source->position == 0, FALSE);
  int fd = ae_tempfile_open(error);
  if (fd < 0)
    return FALSE;
  if (!copy_to(source, fd, error)) {
    close(fd);
    return FALSE;
  }
  g_clear_pointer(&source->gunzip, ae_gunzip_free);
  close(source->fd);
  source->fd = fd;
  source->seekable = TRUE;
  source->origin = 0;
  return TRUE;
}

gboolean ae_source_seek(AeSource *source, guint64 offset, GError **error) {
  /* A short way forward stays in the buffer. */
  if (offset >= source->position && offset - source->position <= source->end - source->start) {
    consume(source, (gsize)(offset - source->position));
    return TRUE;
  }
  if (offset > (guint64)G_MAXINT64 - source->origin ||
      lseek(source->fd, (off_t)(source->origin + offset), SEEK_SET) < 0) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: points to byte %" G_GUINT64_FORMAT ", where nothing is",
                source->name, offset);
    return FALSE;
  }
  source->start = source->end = 0;
  source->position = offset;
  return TRUE;
}

gboolean ae_source_size(AeSource *source, guint64 *size, GError **error) {
  struct stat st;
  if (fstat(source->fd, &st) != 0)
    return fail_io(source, "read", error);
  *size = (guint64)st.st_size > source->origin ? (guint64)st.st_size - source->origin : 0;
  return TRUE;
}
