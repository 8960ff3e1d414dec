/* SPDX-License-Identifier: LGPL-3.0-or-later */
#define _GNU_SOURCE
#include "image/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ATTEMPTS = 100, DIGITS = 16 };

/* The name is short: the target's own may be as long as the file system allows. */
static char *claim_path(const char *target) {
  g_autofree char *folder = g_path_get_dirname(target), *base = g_path_get_basename(target);
  g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, base, -1);
  g_autofree char *name = g_strdup_printf(".aefilter-%.*s", DIGITS, hash);
  return g_build_filename(folder, name, NULL);
}

static int fail(int fd, int code) {
  if (fd >= 0)
    close(fd);
  errno = code;
  return -1;
}

/* Whether the name still leads to the open file: its maker may have renamed or removed it before we had the lock. */
static gboolean is_at(int fd, const char *path) {
  struct stat open, named;
  return !fstat(fd, &open) && !lstat(path, &named) && open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

/* A new file with our lock on it, or -1 with errno: EINTR where there is a file already, or another was faster. */
static int make(const char *path, mode_t mode) {
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0)
    return fail(fd, errno == EEXIST ? EINTR : errno);
  if (flock(fd, LOCK_EX | LOCK_NB)) {
    int code = errno;
    if (code != EWOULDBLOCK) /* there are no locks here */
      g_unlink(path);
    return fail(fd, code == EWOULDBLOCK ? EINTR : code);
  }
  return is_at(fd, path) ? fd : fail(fd, EINTR);
}

/* Removes what a killed run left at path. 0, or an errno: EWOULDBLOCK where it is somebody's who is alive. */
static int remove_stale(const char *path) {
  int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return errno == ENOENT ? 0 : errno;
  int code = flock(fd, LOCK_EX | LOCK_NB) ? errno : 0;
  if (!code && is_at(fd, path))
    g_unlink(path);
  close(fd);
  return code;
}

int ae_claim_open(const char *target, mode_t mode, char **path) {
  g_autofree char *name = claim_path(target);
  *path = NULL;
  for (int i = 0; i < ATTEMPTS; i++) {
    int fd = make(name, mode);
    if (fd >= 0)
      *path = g_steal_pointer(&name);
    if (fd >= 0 || errno != EINTR)
      return fd;
    int code = remove_stale(name);
    if (code)
      return fail(-1, code);
  }
  return fail(-1, EWOULDBLOCK);
}
