// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/read.hpp"
#include "base/files/walk.hpp"
#include "storage/index/seal_tree.hpp"
#include "storage/index/tree_reader.hpp"
#include "tests/storage/piece/piece_support.hpp"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace assay::storage::test {

inline SecretBytes root_key(std::uint8_t fill = 9) { return SecretBytes(Bytes(32, fill)); }

inline RelativePath path(std::string_view text) { return need(RelativePath::parse(text)); }

inline void write_file(const std::filesystem::path& at, ByteView bytes, unsigned mode = 0644) {
    std::filesystem::create_directories(at.parent_path());
    std::ofstream(at, std::ios::binary) << text_of(bytes);
    REQUIRE(::chmod(at.c_str(), mode) == 0);
}
inline void write_file(const std::filesystem::path& at, std::string_view text, unsigned mode = 0644) {
    write_file(at, bytes_of(text), mode);
}

/// What there is below a folder: path to kind, mode, content.
inline std::map<std::string, std::string> listing_of(const std::filesystem::path& root) {
    std::map<std::string, std::string> out;
    const auto folder = need(Folder::open(root));
    need(walk(folder, [&](const WalkEntry& entry, const Folder& holder) -> Result<WalkNext> {
        auto words = std::string(describe(entry.status.kind)) + " " + std::to_string(entry.status.mode) + " ";
        const auto name = TRY(RelativePath::parse(entry.path.filename()));
        if (entry.status.kind == FileKind::Regular)
            words += crypto::hex(crypto::sha256(TRY(read_file(holder, name, std::size_t{1} << 30))));
        if (entry.status.kind == FileKind::Link) words += TRY(holder.read_link(name));
        out.emplace(entry.path.text(), std::move(words));
        return WalkNext::Enter;
    }));
    return out;
}

struct SealSettings {
    std::uint8_t secret = 1;
    std::uint8_t root_key = 9;
    unsigned threads = 2;
    KeptMetadata kept = {};
};

inline Result<SealedTree> try_seal(const std::vector<TreeInput>& inputs, PieceSink& sink, SealSettings settings = {}) {
    const auto keys = dedup_keys(settings.secret);
    const auto root = [&settings](const PlainDigest&) { return root_key(settings.root_key); };
    NoProgress progress;
    return seal_tree(
        inputs, {.vendor = kVendor, .keys = keys, .root_key = root, .kept = settings.kept, .threads = settings.threads},
        sink, progress, NoInterrupt());
}

inline SealedTree seal(const std::vector<TreeInput>& inputs, PieceSink& sink, SealSettings settings = {}) {
    return need(try_seal(inputs, sink, settings));
}

inline SealedTree seal_folder(const std::filesystem::path& folder, PieceSink& sink, SealSettings settings = {}) {
    return seal({{path("source"), folder}}, sink, settings);
}

inline Result<TreeReader> try_open(PieceSource& source, const PieceId& root) {
    return TreeReader::open(source, root, kVendor, root_key());
}
inline TreeReader open(PieceSource& source, const PieceId& root) { return need(try_open(source, root)); }

inline Status try_extract(PieceSource& source, const PieceId& root, const std::filesystem::path& to,
                          ExtractOptions options = {}) {
    auto reader = TRY(try_open(source, root));
    NoProgress progress;
    return reader.extract_all(TRY(Folder::make(to)), options, progress, NoInterrupt());
}

}  // namespace assay::storage::test
