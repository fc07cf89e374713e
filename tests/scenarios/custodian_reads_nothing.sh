#!/usr/bin/env bash
# The custodian's data holds nothing of a source: 1,000 of its lines and all its file names are searched for. That the
# search can find is shown on what the custodian may know, on the source itself, and on a planted line.
. "$(dirname "$0")/lib.sh"

mkdir "$work/product"
cp -r "$root/base" "$root/crypto" "$work/product/"
sample_begin "$work/product"
step "deposit" "$bin/escrow" deposit "$source" --product house --version-name 1 --agreement "$world/agreement.json" \
  --policy "$world/policy.toml" --key "$world/vendor" --at "$at" --receipt "$release/receipt"
world_stop

# What could be anywhere by chance is no evidence: short lines, short names.
find "$source" -type f -exec cat {} + | sed 's/^ *//' | grep -xE '.{30,200}' | grep -v '["\\]' | sort -u \
  | shuf -n 1000 --random-source=<(yes) >"$work/lines"
find "$source" -type f -printf '%f\n' | grep -E '.{10,}' | sort -u >"$work/names"
searched=$(du -sh "$world/custody" | cut -f 1)
echo "searching for $(wc -l <"$work/lines") lines and $(wc -l <"$work/names") names in $searched at the custodian"
check "there are 1,000 lines" [ "$(wc -l <"$work/lines")" = 1000 ]

layers() { python3 "$(dirname "$0")/layers.py" "$@"; }
# How many of the needles are in what is read.
count_found() { { grep -aoFf "$1" || true; } | sort -u | wc -l; }

layers "$world/custody" >"$work/custody.layers"
cp "$world/custodian.log" "$work/custodian.log" && cat "$work/custodian.log" >>"$work/custody.layers"
check "no line of the source is found" [ "$(count_found "$work/lines" <"$work/custody.layers")" = 0 ]
check "no file name is found" [ "$(count_found "$work/names" <"$work/custody.layers")" = 0 ]
check "no product's name is found" [ "$(count_found <(echo '"house"') <"$work/custody.layers")" = 0 ]

check "the vendor's name, which it may know, is found" \
  [ "$(count_found <(echo "Sample Vendor") <"$work/custody.layers")" = 1 ]
check "every line is found in the source" [ "$(layers "$source" | count_found "$work/lines")" -ge 900 ]
mkdir "$work/planted"
{
  head -c 5000 /dev/urandom
  base64 -w 0 <<<"{\"payload\": \"$(head -1 "$work/lines" | base64 -w 0)\"}"
} >"$work/planted/data"
# Another of the lines may be a part of it.
check "a planted line is found" [ "$(layers "$work/planted" | count_found "$work/lines")" -ge 1 ]
