/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/exif_ifd.h"

#include <string.h>

enum { MAX_ENTRIES = 1000, MAX_BYTES = 1 << 16 };
enum { SHORT = 3, LONG = 4, IFD = 13, LONG8 = 16, IFD8 = 18 };

/* Bytes of a number of each type, and how many numbers are one value (a fraction is two). */
static const guint8 number_bytes[] = {0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4, 0, 0, 8, 8, 8};
static const guint8 numbers_each[] = {0, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1, 0, 0, 1, 1, 1};

static gsize value_bytes(guint type) { return (gsize)number_bytes[type] * numbers_each[type]; }

static guint64 get(const guint8 *bytes, guint n, gboolean big_endian) {
  guint64 value = 0;
  for (guint i = 0; i < n; i++)
    value |= (guint64)bytes[i] << 8 * (big_endian ? n - 1 - i : i);
  return value;
}

static void reverse_numbers(guint8 *bytes, gsize n, guint each) {
  for (gsize at = 0; at + each <= n; at += each)
    for (guint i = 0; i < each / 2; i++) {
      guint8 spare = bytes[at + i];
      bytes[at + i] = bytes[at + each - 1 - i];
      bytes[at + each - 1 - i] = spare;
    }
}

static void entry_free(gpointer data) {
  AeExifEntry *entry = data;
  g_bytes_unref(entry->values);
  g_free(entry);
}

AeExifEntry *ae_exif_entry_new(guint16 tag, guint16 type, guint32 count, const void *values) {
  AeExifEntry *entry = g_new0(AeExifEntry, 1);
  entry->tag = tag;
  entry->type = type;
  entry->count = count;
  entry->values = g_bytes_new(values, count * value_bytes(type));
  return entry;
}

/* The entry of 12 bytes, or 20 in a BigTIFF; NULL where it makes no sense. */
static AeExifEntry *read_entry(const AeExifPlace *place, const guint8 *bytes) {
  guint word = place->big_tiff ? 8 : 4;
  guint type = (guint)get(bytes + 2, 2, place->big_endian);
  guint64 count = get(bytes + 4, word, place->big_endian);
  if (type >= G_N_ELEMENTS(number_bytes) || number_bytes[type] == 0 || count == 0 ||
      count > MAX_BYTES / value_bytes(type))
    return NULL;
  gsize n = (gsize)count * value_bytes(type);
  const guint8 *field = bytes + 4 + word;
  g_autofree guint8 *values = g_malloc(n);
  if (n <= word)
    memcpy(values, field, n);
  else if (!place->fetch(place->data, get(field, word, place->big_endian), values, n))
    return NULL;
  if (place->big_endian != (G_BYTE_ORDER == G_BIG_ENDIAN))
    reverse_numbers(values, n, number_bytes[type]);
  return ae_exif_entry_new((guint16)get(bytes, 2, place->big_endian), (guint16)type, (guint32)count, values);
}

GPtrArray *ae_exif_ifd_read(const AeExifPlace *place, guint64 offset) {
  GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
  guint count_bytes = place->big_tiff ? 8 : 2, entry_bytes = place->big_tiff ? 20 : 12;
  guint8 bytes[20];
  if (!place->fetch(place->data, offset, bytes, count_bytes))
    return entries;
  guint64 count = get(bytes, count_bytes, place->big_endian);
  for (guint64 i = 0; i < MIN(count, MAX_ENTRIES); i++) {
    if (!place->fetch(place->data, offset + count_bytes + i * entry_bytes, bytes, entry_bytes))
      break;
    AeExifEntry *entry = read_entry(place, bytes);
    if (entry)
      g_ptr_array_add(entries, entry);
  }
  return entries;
}

/* 0 for values that stand in the entry itself. */
static guint64 values_end(const AeExifPlace *place, const guint8 *bytes) {
  guint word = place->big_tiff ? 8 : 4;
  guint type = (guint)get(bytes + 2, 2, place->big_endian);
  guint64 count = get(bytes + 4, word, place->big_endian), offset = get(bytes + 4 + word, word, place->big_endian);
  gsize each = type < G_N_ELEMENTS(number_bytes) ? value_bytes(type) : 0;
  if (each == 0 || count <= word / each)
    return 0;
  return count > (G_MAXUINT64 - offset) / each ? G_MAXUINT64 : offset + count * each;
}

guint64 ae_exif_ifd_end(const AeExifPlace *place, guint64 offset) {
  guint count_bytes = place->big_tiff ? 8 : 2, entry_bytes = place->big_tiff ? 20 : 12;
  guint8 bytes[20];
  if (!place->fetch(place->data, offset, bytes, count_bytes))
    return G_MAXUINT64;
  guint64 count = MIN(get(bytes, count_bytes, place->big_endian), G_MAXUINT16), at = offset + count_bytes;
  guint64 end = at + count * entry_bytes + (place->big_tiff ? 8 : 4);
  for (guint64 i = 0; i < count; i++, at += entry_bytes) {
    if (!place->fetch(place->data, at, bytes, entry_bytes))
      return G_MAXUINT64;
    end = MAX(end, values_end(place, bytes));
  }
  return end;
}

AeExifEntry *ae_exif_ifd_find(GPtrArray *entries, guint16 tag) {
  for (guint i = 0; i < entries->len; i++) {
    AeExifEntry *entry = entries->pdata[i];
    if (entry->tag == tag)
      return entry;
  }
  return NULL;
}

guint64 ae_exif_entry_number(const AeExifEntry *entry) {
  guint16 narrow;
  guint32 wide;
  guint64 widest;
  const void *values = entry ? g_bytes_get_data(entry->values, NULL) : NULL;
  if (values && entry->type == SHORT)
    return memcpy(&narrow, values, sizeof narrow), narrow;
  if (values && (entry->type == LONG || entry->type == IFD))
    return memcpy(&wide, values, sizeof wide), wide;
  if (values && (entry->type == LONG8 || entry->type == IFD8))
    return memcpy(&widest, values, sizeof widest), widest;
  return 0;
}

static int by_tag(gconstpointer a, gconstpointer b) {
  return (int)(*(AeExifEntry *const *)a)->tag - (int)(*(AeExifEntry *const *)b)->tag;
}

static void put(GByteArray *out, guint64 value, guint n) {
  guint8 bytes[8];
  for (guint i = 0; i < n; i++)
    bytes[i] = (guint8)(value >> 8 * (G_BYTE_ORDER == G_BIG_ENDIAN ? n - 1 - i : i));
  g_byte_array_append(out, bytes, n);
}

static void fill_to_even(GByteArray *out, guint64 base) {
  if ((base + out->len) % 2)
    put(out, 0, 1);
}

guint64 ae_exif_ifd_append(GPtrArray *entries, GByteArray *out, guint64 base, gboolean big_tiff) {
  guint word = big_tiff ? 8 : 4;
  fill_to_even(out, base);
  guint64 start = base + out->len;
  guint64 room = start + (big_tiff ? 8u : 2u) + entries->len * (4u + 2 * word) + word;
  g_autoptr(GByteArray) behind = g_byte_array_new();
  g_ptr_array_sort(entries, by_tag);
  put(out, entries->len, big_tiff ? 8 : 2);
  for (guint i = 0; i < entries->len; i++) {
    const AeExifEntry *entry = entries->pdata[i];
    gsize n;
    const guint8 *values = g_bytes_get_data(entry->values, &n);
    put(out, entry->tag, 2);
    put(out, entry->type, 2);
    put(out, entry->count, word);
    if (n <= word) {
      g_byte_array_append(out, values, (guint)n);
      g_byte_array_append(out, (const guint8 *)"\0\0\0\0\0\0\0", word - (guint)n);
    } else {
      put(out, room + behind->len, word);
      g_byte_array_append(behind, values, (guint)n);
      fill_to_even(behind, room);
    }
  }
  put(out, 0, word);
  g_byte_array_append(out, behind->data, behind->len);
  return start;
}
