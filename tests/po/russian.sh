# SPDX-License-Identifier: LGPL-3.0-or-later
# russian.sh, to be read by a test: sets the environment of a Russian user, with the catalogues in the folder $catalogues
# and, if it is there, the locale in the folder $locales; exits 77 where libc does not mind LANGUAGE in any locale that there is.
export AEFILTER_LOCALE="$catalogues" LANGUAGE=ru LC_ALL=C.UTF-8
if [ -d "$locales/ru_RU.UTF-8" ]; then
  export LOCPATH="$locales" LC_ALL=ru_RU.UTF-8
fi
if [ "$(TEXTDOMAINDIR=$catalogues gettext aefilter Strength)" = Strength ]; then
  echo 'skipped: no locale here has LANGUAGE=ru (Debian: package locales)'
  exit 77
fi
