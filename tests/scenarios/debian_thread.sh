#!/usr/bin/env bash
# The whole story on a package that Debian publishes. Needs a Debian mirror.
. "$(dirname "$0")/lib.sh"

debian_state "$(debian_codename)" >/dev/null 2>"$work/apt" || skip "no Debian mirror can be reached: $(tail -1 "$work/apt")"
ASSAY_BIN=$bin "$scripts/quickstart" --seed 1 --work "$work/story" | tee "$work/told"
check "identical, debian-signed" grep -qF "identical, grade debian-signed" "$work/told"
