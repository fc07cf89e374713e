// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/witness_sizes.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "crypto/primitive/digest.hpp"
#include "storage/tlog/place.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::string_view kHeader = "assay-witnesses-v1";
constexpr std::size_t kFileBytesMax = 1U << 20;

std::string digest_line(std::string_view lines) {
    return "sha256 " + crypto::hex(crypto::sha256(bytes_of(lines))) + "\n";
}

}  // namespace

bool is_witness_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 && is_utf8(name) &&
           std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string render_witness_sizes(const WitnessSizes& sizes) {
    std::string text = std::string(kHeader) + "\n";
    for (const auto& [name, size] : sizes) text += size.render() + " " + name + "\n";
    return text + digest_line(text);
}

Result<WitnessSizes> parse_witness_sizes(std::string_view text) {
    const auto wrong = [](std::string_view why) {
        return fail(ErrorKind::Invalid, "the witnesses' sizes: " + std::string(why));
    };
    const auto lines = split(text, '\n');
    if (lines.size() < 3 || lines.front() != kHeader || !lines.back().empty()) return wrong("the file is not complete");
    if (lines.size() - 3 > kWitnessSizesMax) return wrong("there are more than " + std::to_string(kWitnessSizesMax));
    WitnessSizes sizes;
    for (std::size_t i = 1; i + 2 < lines.size(); ++i) {
        const auto space = lines[i].find(' ');
        if (space == std::string_view::npos || !is_witness_name(lines[i].substr(space + 1)))
            return wrong("line " + std::to_string(i + 1) + " is not a size and a name");
        sizes[std::string(lines[i].substr(space + 1))] =
            TRY(crypto::TreeSize::parse(lines[i].substr(0, space), "the size"));
    }
    if (render_witness_sizes(sizes) != text) return wrong("they do not have the digest that is below them");
    return sizes;
}

Result<WitnessSizes> read_witness_sizes(const Folder& record) {
    const auto bytes = read_file(record, log_names::kWitnesses, kFileBytesMax);
    if (!bytes && bytes.error().kind() == ErrorKind::NotFound) return WitnessSizes();
    if (!bytes) return fail(bytes.error());
    auto sizes = parse_witness_sizes(text_of(*bytes));
    if (!sizes) return fail(std::move(sizes).error().as(ErrorKind::Corrupt));
    return sizes;
}

Status write_witness_sizes(const Folder& record, const WitnessSizes& sizes) {
    return write_durably(record, log_names::kWitnesses, bytes_of(render_witness_sizes(sizes)));
}

}  // namespace assay::storage
