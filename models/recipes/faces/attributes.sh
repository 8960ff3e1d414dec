#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# attributes.sh MODEL DATA: puts the attributes that the model of faces is edited by into its file. DATA holds lfw144/ and
# attributes.csv. Male and Young are held still: without that a smile makes younger women of men, and hair does so more.
set -eu
exec "${AEMODEL:-aemodel}" attribute "$1" --data "$2/lfw144" --labels "$2/attributes.csv" \
  --column Smiling,Eyeglasses,Mustache,-No_Beard,Bangs,Bald,Black_Hair,Blond_Hair,Gray_Hair,Wearing_Hat,Mouth_Slightly_Open,Young,Male \
  --name smile,glasses,mustache,beard,bangs,bald,black_hair,blond_hair,grey_hair,hat,mouth_open,young,male balance=Male,Young
