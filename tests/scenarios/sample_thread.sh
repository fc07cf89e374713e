#!/usr/bin/env bash
# The whole story on the sample: from keys to audited verdict, and three forgeries. quickstart holds each against what
# must be; here its last words are held too.
. "$(dirname "$0")/lib.sh"

for seed in 1 2; do
  ASSAY_BIN=$bin "$scripts/quickstart" --sample --seed "$seed" --work "$work/story$seed" | tee "$work/told"
  for words in "identical, grade host (weak" "unexplained: found in ./usr/bin/sum-sample at offset" \
    "one byte flipped, at" "refused: the link"; do
    check "its summary says: $words" grep -qF "$words" "$work/told"
  done
  check "there is a report" grep -q "</html>" "$work/story$seed/report.html"
done
