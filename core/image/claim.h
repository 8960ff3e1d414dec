/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The file under which a target is written until it is whole. It lies beside the target, its name depends on the
 * target's name alone, and who writes it holds a lock on it (flock), which ends with the process however that ends. So
 * what a killed run left behind is found and replaced by the next run on the same target, and of two runs at once the
 * second sees that the first is at work. */
#ifndef AE_IMAGE_CLAIM_H
#define AE_IMAGE_CLAIM_H

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Makes it for reading and writing, with mode as open takes it; the descriptor is the caller's, and closing it ends the
 * lock, so it is renamed or removed before. -1 with errno: EWOULDBLOCK where another has it, in this process or
 * another; ENOLCK, ENOSYS or EOPNOTSUPP where the file system has no locks. *path: its name, g_free; NULL on failure.
 */
int ae_claim_open(const char *target, mode_t mode, char **path);

G_END_DECLS
#endif
