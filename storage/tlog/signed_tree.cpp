// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/signed_tree.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/tlog/place.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

/// The file's bytes as `parse` reads them; nothing where it does not exist, Corrupt where it does not parse.
template <typename Parse>
auto read_optional(const Folder& folder, const RelativePath& name, std::size_t most, Parse parse)
    -> Result<std::optional<typename std::invoke_result_t<Parse, std::string_view>::value_type>> {
    const auto bytes = read_file(folder, name, most);
    if (!bytes && bytes.error().kind() == ErrorKind::NotFound) return std::nullopt;
    if (!bytes) return fail(bytes.error());
    auto parsed = parse(text_of(*bytes));
    if (!parsed) return fail(std::move(parsed).error().within("reading " + quote(name.text())).as(ErrorKind::Corrupt));
    return std::move(*parsed);
}

}  // namespace

Result<SignedTree> open_signed_tree(const crypto::Note& note, std::span<const crypto::NoteKey> log_keys) {
    const auto opened = TRY(note.open(log_keys));
    SignedTree tree{.head = {}, .note = note, .time = std::nullopt};
    for (std::size_t i = 0; i < log_keys.size(); ++i) {
        const auto found = std::ranges::find(opened.verified, i, &crypto::OpenedNote::Verified::key);
        if (found == opened.verified.end())
            return fail(ErrorKind::Untrusted, "the log's key " + log_keys[i].describe() + " has not signed it");
        tree.time = std::max(tree.time, found->time);
    }
    const auto checkpoint = TRY(crypto::Checkpoint::parse(opened.text));
    const auto& origin = log_keys.front().name().text();
    if (checkpoint.origin().text() != origin)
        return fail(ErrorKind::Untrusted,
                    "it is of the log " + quote(checkpoint.origin().text()) + ", not " + quote(origin));
    if (!checkpoint.extensions().empty())
        return fail(ErrorKind::Invalid, "it has extension lines, which this log never writes");
    tree.head = checkpoint.head();
    return tree;
}

Result<std::optional<crypto::Checkpoint>> read_signed_record(const Folder& record) {
    return read_optional(record, log_names::kSigned, crypto::kCheckpointBytesMax, crypto::Checkpoint::parse);
}

Result<std::optional<SignedTree>> read_signed_tree(const Folder& folder, const RelativePath& name,
                                                   std::span<const crypto::NoteKey> log_keys) {
    return read_optional(folder, name, crypto::kNoteBytesMax, [&](std::string_view text) -> Result<SignedTree> {
        return open_signed_tree(TRY(crypto::Note::parse(text)), log_keys);
    });
}

}  // namespace assay::storage
