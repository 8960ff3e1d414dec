/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Names in XMP packets, which are XML with namespaces; and the start of an element, written anew. */
#ifndef AE_IMAGE_XMP_NAMES_H
#define AE_IMAGE_XMP_NAMES_H

#include <glib.h>

G_BEGIN_DECLS

#define AE_XMP_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define AE_XMP_BASIC "http://ns.adobe.com/xap/1.0/"
#define AE_XMP_MEDIA "http://ns.adobe.com/xap/1.0/mm/"
#define AE_XMP_NOTE "http://ns.adobe.com/xmp/note/"

/* prefix -> URI; XMP binds a prefix once in a packet. g_hash_table_unref. */
GHashTable *ae_xmp_spaces_new(void);
/* The attributes xmlns:PREFIX of an element. */
void ae_xmp_spaces_learn(GHashTable *spaces, const char **names, const char **values);
/* Whether name is PREFIX:local of that space. */
gboolean ae_xmp_is(GHashTable *spaces, const char *name, const char *space, const char *local);

/* ' name="value"', escaped. */
void ae_xmp_put_attribute(GString *out, const char *name, const char *value);

G_END_DECLS
#endif
