/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Compiled once for each public header, so that each can be included first and alone, and twice. */
#include AE_HEADER
#include AE_HEADER

int main(void) { return 0; }
