#!/bin/sh
# Prints what test/golden/packings.json holds: TEXT and nothing, packed by the programs, as base64.
# usage: test/packings/pack.sh FILE, where FILE has TEXT
for program in 'bzip2 -c' 'zstd -qc' 'compress -cf'; do
  for input in "$1" /dev/null; do
    $program < "$input" | base64 -w 0
    echo
  done
done
