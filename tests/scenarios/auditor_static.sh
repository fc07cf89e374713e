#!/usr/bin/env bash
# The auditor is one static program that opens no socket.
. "$(dirname "$0")/lib.sh"

# The limit is a release's. What is built for everyday work, with OpenSSL as Debian 13 has it, is a third larger.
bytes_max=$((10 * 1000 * 1000))
grep -qs '^CMAKE_BUILD_TYPE:.*=Dev$' "$built/../CMakeCache.txt" && bytes_max=$((14 * 1000 * 1000))
strip -o "$work/auditor" "$built/auditor"
size=$(stat -c %s "$work/auditor")
echo "stripped it has $size bytes"
check "ldd finds nothing" sh -c "ldd '$built/auditor' 2>&1 | grep -E 'not a dynamic executable|statically linked'"
check "it has at most $bytes_max bytes" [ "$size" -le "$bytes_max" ]
check "it names nothing of base/http or libcurl" \
  sh -c "! nm -C '$built/auditor' | grep -E 'assay::http|curl_easy|boost::asio|boost::beast'"
check "the same search finds them in escrow" sh -c "nm -C '$built/escrow' | grep -q 'assay::http'"

head -c 100 /dev/urandom >"$work/no.evidence"
strace -f -e trace=network -o "$work/calls" "$built/auditor" check "$work/no.evidence" \
  --policy "$work/no.policy" >/dev/null 2>&1 || true
check "it asks the kernel for no socket" sh -c "! grep -E 'socket|connect|bind' '$work/calls'"
