// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/seen.hpp"

#include "base/core/json.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "crypto/tlog/checkpoint.hpp"

namespace assay::verifier {

namespace {
constexpr std::string_view kFormat = "assay-seen-v1";
constexpr std::size_t kBytesMax = 1U << 20;
const RelativePath kName = "seen.json"_path;
}  // namespace

Result<SeenLogs> SeenLogs::load(const Folder& room) {
    SeenLogs out;
    if (!TRY(room.exists(kName))) return out;
    const auto text = TRY(read_file(room, kName, kBytesMax));
    const auto json = TRY_WITHIN("seen.json", Json::parse(text_of(text)));
    auto record = TRY(Record::of(json, "seen.json"));
    if (TRY(record.text("format")) != kFormat)
        return fail(ErrorKind::Unsupported, "seen.json: its format is unknown to this version");
    const auto* logs = TRY(record.any("logs"));
    TRY(record.finish());
    if (logs->members() == nullptr) return record.wrong("logs", "is not an object");
    for (const auto& [origin, value] : *logs->members()) {
        auto head = TRY(Record::of(value, "seen.json: log"));
        const auto size = TRY(crypto::TreeSize::from(TRY(head.decimal("size"))));
        const auto root = TRY(crypto::parse_merkle_hash(TRY(head.text("root")), "seen.json: root"));
        TRY(head.finish());
        out.logs_.emplace(origin, crypto::TreeHead{size, root});
    }
    return out;
}

Status SeenLogs::check(const std::map<std::string, crypto::TreeHead>& heads) const {
    for (const auto& [origin, head] : heads) {
        const auto seen = logs_.find(origin);
        if (seen == logs_.end()) continue;
        if (head.size < seen->second.size)
            return std::unexpected(Error(ErrorKind::Refused, "the file shows the log " + quote(origin) + " at size " +
                                                                 head.size.render() + ", this room has seen it at " +
                                                                 seen->second.size.render())
                                       .with_hint("export it again: a room never goes back"));
        if (head.size == seen->second.size && head.root != seen->second.root)
            return fail(ErrorKind::Equivocation, "the log " + quote(origin) + " shows another tree of size " +
                                                     head.size.render() + " than this room has seen");
    }
    return {};
}

Status SeenLogs::remember(const std::map<std::string, crypto::TreeHead>& heads, const Folder& room) {
    for (const auto& [origin, head] : heads) logs_.insert_or_assign(origin, head);
    auto logs = Json::object();
    for (const auto& [origin, head] : logs_)
        logs.set(origin, Json::object({{"size", Json::decimal(head.size.value())},
                                       {"root", crypto::render_merkle_hash(head.root)}}));
    return write_durably(room, kName,
                         bytes_of(Json::object({{"format", kFormat}, {"logs", std::move(logs)}}).render_pretty()));
}

}  // namespace assay::verifier
