// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/snapshot.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

Json Snapshot::render() const {
    auto out = Json::object({{"git_tree", encode_hex(ids.sha256.view())},
                             {"swhid", swhid().render()},
                             {"files", Json::decimal(files)},
                             {"bytes", Json::decimal(bytes)}});
    if (lines) out.set("lines", Json::decimal(*lines));
    return out;
}

Result<Snapshot> Snapshot::parse(const Json& json) {
    auto record = TRY(Record::of(json, "snapshot"));
    const auto tree = TRY(record.text("git_tree"));
    const auto swhid = TRY_WITHIN("snapshot", Swhid::parse(TRY(record.text("swhid"))));
    if (swhid.kind != Swhid::Kind::Directory)
        return fail(ErrorKind::Invalid, "snapshot: " + quote(swhid.render()) + " is no directory");
    Snapshot out;
    out.ids.sha256 = TRY(decode_hex_as<crypto::Sha256>(tree, "snapshot: \"git_tree\""));
    out.ids.sha1 = swhid.id;
    out.files = TRY(record.decimal("files"));
    out.bytes = TRY(record.decimal("bytes"));
    if (record.has("lines")) out.lines = TRY(record.decimal("lines"));
    TRY(record.finish());
    return out;
}

}  // namespace assay::storage
