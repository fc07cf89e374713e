#!/usr/bin/env bash
# The whole story on a package that Debian publishes. Needs a Debian mirror.
. "$(dirname "$0")/lib.sh"

debian_reachable "$(debian_codename)" || skip "the Debian mirror of this machine ($(debian_mirror)) cannot be reached"
ASSAY_BIN=$bin "$scripts/quickstart" --seed 1 --work "$work/story" | tee "$work/told"
check "identical, debian-signed" grep -qF "identical, grade debian-signed" "$work/told"
world=$work/story/world
world_policy "$work/other.toml" --archive-key "$(printf 'A%.0s' {1..40})"
check "a policy that accepts other archive keys does not take it" expect 12 "$bin/auditor" check \
  "$work/story/verdict.evidence" --policy "$work/other.toml"
check "the environment counts as vendor-supplied" says "environment vendor-supplied" "accepts no such archive key"
check "the report names the keys that signed" says "archive key" "(Debian "
