// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/swhid.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

constexpr std::string_view kPrefix = "swh:1:";

constexpr std::pair<Swhid::Kind, std::string_view> kKinds[] = {
    {Swhid::Kind::Content, "cnt"}, {Swhid::Kind::Directory, "dir"}, {Swhid::Kind::Revision, "rev"},
    {Swhid::Kind::Release, "rel"}, {Swhid::Kind::Snapshot, "snp"},
};

}  // namespace

Result<Swhid> Swhid::parse(std::string_view text) {
    if (text.starts_with(kPrefix))
        for (const auto& [kind, name] : kKinds) {
            const auto start = std::string(kPrefix) + std::string(name) + ":";
            if (!text.starts_with(start)) continue;
            const auto id = TRY(decode_hex_as<crypto::Sha1>(text.substr(start.size()), "the SWHID " + quote(text)));
            return Swhid{kind, id};
        }
    return fail(ErrorKind::Invalid, quote(text) + " is not a SWHID of version 1");
}

std::string Swhid::render() const {
    for (const auto& [value, name] : kKinds)
        if (value == kind) return std::string(kPrefix) + std::string(name) + ":" + encode_hex(id.view());
    return {};
}

}  // namespace assay::storage
