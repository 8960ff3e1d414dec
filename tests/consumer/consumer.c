/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/format.h>
#include <aefilter/stage.h>
#include <stdio.h>

int main(void) {
  for (const AeStage *const *stage = ae_stages(); *stage; stage++)
    printf("stage %s: %s\n", (*stage)->name, (*stage)->help);
  for (const AeFormat *const *format = ae_formats(); *format; format++)
    printf("format %s: %s\n", ae_format_name(*format), ae_format_help(*format));
  return 0;
}
