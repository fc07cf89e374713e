// SPDX-License-Identifier: Apache-2.0
#include "verifier/report/opaque_report.hpp"

#include "base/core/encoding.hpp"

namespace assay::verifier {

namespace {

Json render_read(const OpaqueRead& read) {
    const auto& file = read.file;
    return Json::object({{"kind", name_of(file.kind)},
                         {"path", shown_path(file.path)},
                         {"path_base64", encode_base64(bytes_of(file.path.text()))},
                         {"why", name_of(file.opacity)},
                         {"size", Json::decimal(file.size)},
                         {"sha256", crypto::hex(file.sha256)},
                         {"certain", read.is_certain}});
}

Result<OpaqueRead> parse_read(const Json& json) {
    auto record = TRY(Record::of(json, "opaque input"));
    const auto kind = parse_opaque_kind(TRY(record.text("kind")));
    if (!kind) return record.wrong("kind", "is unknown");
    const auto shown = TRY(record.text("path"));
    const auto bytes = TRY_WITHIN("opaque input: \"path_base64\"", decode_base64(TRY(record.text("path_base64"))));
    auto path = TRY_WITHIN("opaque input", RelativePath::parse(text_of(bytes)));
    if (shown != shown_path(path)) return record.wrong("path", "shows another path than \"path_base64\" holds");
    const auto opacity = parse_opacity(TRY(record.text("why")));
    if (!opacity) return record.wrong("why", "is unknown");
    const auto size = TRY(record.decimal("size"));
    const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(TRY(record.text("sha256")), "an opaque input's digest"));
    const auto is_certain = TRY(record.boolean("certain"));
    TRY(record.finish());
    return OpaqueRead{{*kind, std::move(path), *opacity, size, sha256}, is_certain};
}

}  // namespace

OpaqueReport OpaqueReport::of(std::uint64_t files, std::vector<OpaqueRead> read) {
    OpaqueReport out;
    out.files = files;
    crypto::HashStream<crypto::Sha256> digest;
    std::uint64_t unnamed = 0;
    std::size_t bytes = 0;
    for (auto& item : read) {
        const auto line = render_read(item).render() + "\n";
        bytes += line.size();
        if (unnamed == 0 && out.read.size() < kNamedMax && bytes <= kNamedBytesMax) {
            out.read.push_back(std::move(item));
        } else {
            ++unnamed;
            digest.update(line);
        }
    }
    if (unnamed > 0) out.unnamed = {unnamed, digest.finish()};
    return out;
}

Json OpaqueReport::render() const {
    auto named = Json::array();
    for (const auto& item : read) named.push(render_read(item));
    auto out = Json::object({{"files", Json::decimal(files)}, {"read", std::move(named)}});
    if (unnamed) out.set("unnamed", unnamed->render());
    return out;
}

Result<OpaqueReport> OpaqueReport::parse(const Json& json) {
    auto record = TRY(Record::of(json, "opaque inputs"));
    OpaqueReport out;
    out.files = TRY(record.decimal("files"));
    const auto* read = TRY(record.array("read"));
    if (read->size() > kNamedMax)
        return fail(ErrorKind::Limit, "opaque inputs: more than " + std::to_string(kNamedMax) + " are named");
    for (const auto& item : *read) out.read.push_back(TRY(parse_read(item)));
    if (const auto* unnamed = record.optional("unnamed")) out.unnamed = TRY(crypto::Grade::Unnamed::parse(*unnamed));
    TRY(record.finish());
    return out;
}

}  // namespace assay::verifier
