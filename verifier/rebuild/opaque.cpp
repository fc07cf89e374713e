// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/opaque.hpp"

#include "base/files/walk.hpp"
#include "storage/layout/layout.hpp"

#include <utility>

namespace assay::verifier {

namespace {

constexpr std::size_t kReadBytes = 1U << 20;
constexpr std::size_t kTargetBytesMax = 255;
constexpr std::size_t kTargetRunMax = 48;

/// Without those that paths have between words.
bool is_encoding_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '=';
}

Result<std::optional<OpaqueFile>> judge_file(const Folder& source, const RelativePath& path, Bytes& buffer,
                                             const Interrupt& interrupt) {
    const auto file = TRY(source.open_file(path));
    crypto::HashStream<crypto::Sha256> digest;
    OpacityJudge judge;
    std::uint64_t size = 0;
    for (;;) {
        TRY(interrupt.check("looking for opaque files"));
        const auto got = TRY(file.read_some(buffer));
        if (got == 0) break;
        const auto part = ByteView(buffer).first(got);
        digest.update(part);
        judge.take(part);
        size += got;
    }
    const auto opacity = judge.finish();
    if (!opacity) return std::optional<OpaqueFile>();
    return std::optional(OpaqueFile{OpaqueFile::Kind::File, path, *opacity, size, digest.finish()});
}

/// What the recipe puts before the build's processes: the script, the environment, the name of their folder.
std::string words_of(const storage::Recipe& recipe) {
    auto out = recipe.script("/out", 1) + recipe.directory + "\n";
    for (const auto& [name, value] : recipe.variables) out += name + "\n" + value + "\n";
    return out;
}

}  // namespace

Result<std::vector<OpaqueFile>> find_opaque(const Folder& source, const Interrupt& interrupt) {
    std::vector<OpaqueFile> out;
    Bytes buffer(kReadBytes);
    for (const auto& entry : TRY(walk(source))) {
        if (entry.status.kind == FileKind::Regular) {
            if (auto file = TRY(judge_file(source, entry.path, buffer, interrupt))) out.push_back(std::move(*file));
        } else if (entry.status.kind == FileKind::Link) {
            const auto target = TRY(source.read_link(entry.path));
            if (is_encoded_target(target))
                out.push_back({OpaqueFile::Kind::Link, entry.path, Opacity::HighEntropy, target.size(),
                               crypto::sha256(bytes_of(target))});
        }
    }
    return out;
}

std::optional<OpaqueFile> judge_recipe(ByteView toml, const storage::Recipe& recipe) {
    auto opacity = judge_opacity(toml);
    if (!opacity) opacity = judge_opacity(bytes_of(words_of(recipe)));
    if (!opacity) return std::nullopt;
    return OpaqueFile{OpaqueFile::Kind::Recipe, storage::layout::kRecipe, *opacity, toml.size(), crypto::sha256(toml)};
}

bool is_encoded_target(std::string_view target) {
    std::size_t run = 0;
    for (const char c : target) {
        run = is_encoding_character(c) ? run + 1 : 0;
        if (run > kTargetRunMax) return true;
    }
    return target.size() > kTargetBytesMax;
}

}  // namespace assay::verifier
