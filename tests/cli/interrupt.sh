# SPDX-License-Identifier: LGPL-3.0-or-later
# A signal while a file is being written removes it, and we die of that signal. The pipe keeps us waiting for the rest.
mkfifo pipe
pgm 100 100 > a.pgm
for signal in INT TERM HUP; do
  # A shell lets its background jobs ignore SIGINT, and nohup all of them SIGHUP; env gives them back.
  env --default-signal=INT,TERM,HUP aefilter null -i pipe -o out.pgm 2>err &
  program=$!
  exec 3>pipe # from here on it has opened its input, and so catches signals
  head -c 5000 a.pgm >&3
  kill -$signal $program
  tail -c +5001 a.pgm >&3
  exec 3>&-
  { wait $program; } 2>/dev/null # the shell's own word
  echo "$signal: status $?"
  cat err
done
files . | grep -v err
