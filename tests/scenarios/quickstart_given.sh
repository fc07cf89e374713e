#!/usr/bin/env bash
# quickstart with programs that are given: it builds nothing, Botan neither, and ends with the verdict.
. "$(dirname "$0")/lib.sh"

# What it would install is the machine's affair, not a test's.
dpkg-query -W -f '${Status}\n' python3 bubblewrap mmdebstrap gpgv debian-archive-keyring apt-utils dpkg-dev xz-utils \
  zstd binutils \
  util-linux uidmap ca-certificates gcc make libc6-dev 2>/dev/null | grep -v ' ok installed$' >"$work/absent" || true
dpkg-query -W gcc make uidmap mmdebstrap bubblewrap >/dev/null 2>&1 && [ ! -s "$work/absent" ] \
  || skip "not all that it installs is installed"

given() { ASSAY_BIN=$bin XDG_CACHE_HOME=$work/cache "$scripts/quickstart" --sample --seed 7 --work "$work/quickstart"; }
check "it ends with a verdict" expect 0 given
check "and says so" says "identical, grade host" "unexplained: found in"
check "Botan is not built" test -z "$(find "$work/cache" -iname '*botan*' 2>/dev/null)"
check "nor anything of ours" test -z "$(grep -i 'ninja\|cmake' "$work/quickstart/steps.log" || true)"
