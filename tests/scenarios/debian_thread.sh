#!/usr/bin/env bash
# The whole story on a package that Debian publishes. Needs a Debian mirror.
. "$(dirname "$0")/lib.sh"

debian_reachable "$(debian_codename)" || skip "the Debian mirror of this machine ($(debian_mirror)) cannot be reached"
ASSAY_BIN=$bin "$scripts/quickstart" --seed 1 --work "$work/story" | tee "$work/told"
check "identical, debian-signed" grep -qF "identical, grade debian-signed" "$work/told"
