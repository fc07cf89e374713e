# shellcheck shell=bash
# What the time of the custodian's answers tells of others: for each question the share of held-out samples that the
# best threshold of the other half tells right. 50 % is a coin; ends with 1 where it is more than 55 % of at least
# 1,000.
export ASSAY_TIMING_SAMPLES=${1:-2000}
bin=${ASSAY_TEST_BIN:-$(dirname "${BASH_SOURCE[0]}")/../../build/dev/bin}
[ -x "$bin/test_escrow" ] || { echo \
  "bench: no test_escrow in $bin: cmake --preset dev && cmake --build build/dev --target test_escrow" >&2; exit 1; }
exec "$bin/test_escrow" "[timing]"
