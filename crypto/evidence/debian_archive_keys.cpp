// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/debian_archive_keys.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr DebianArchiveKey kKeys[] = {
    {"B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8", "Debian 12 bookworm, archive"},
    {"05AB90340C0C5E797F44A8C8254CF3B5AEC0A8F0", "Debian 12 bookworm, security archive"},
    {"4D64FEC119C2029067D6E791F8D2585B8783D481", "Debian 12 bookworm, stable release"},
    {"04B54C3CDCA79751B16BC6B5225629DF75B188BD", "Debian 13 trixie, archive"},
    {"5E04A1E3223A19A20706E20F9904613D4CCE68C6", "Debian 13 trixie, security archive"},
    {"41587F7DB8C774BCCF131416762F67A0B2C39DE4", "Debian 13 trixie, stable release"},
};

}  // namespace

std::span<const DebianArchiveKey> debian_archive_keys() { return kKeys; }

std::string_view name_of_archive_key(std::string_view fingerprint) {
    const auto* at = std::ranges::find(kKeys, fingerprint, &DebianArchiveKey::fingerprint);
    return at == std::end(kKeys) ? std::string_view() : at->name;
}

}  // namespace assay::crypto
