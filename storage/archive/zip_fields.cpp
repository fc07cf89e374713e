// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/zip_fields.hpp"

#include "base/core/text.hpp"
#include "storage/decompress/checksum.hpp"

namespace assay::storage {

namespace {

constexpr std::uint16_t kZip64 = 0x0001, kUnicodePath = 0x7075;
constexpr std::size_t kUnicodePathHead = 5;
constexpr std::uint8_t kUnicodePathVersion = 1;
constexpr std::uint64_t kWiden = 0xffffffff;

}  // namespace

Result<ExtraFields> ExtraFields::parse(ByteView bytes) {
    ExtraFields out;
    Fields fields(bytes);
    while (fields.left() > 0) {
        if (fields.left() < 4) return fail(ErrorKind::Invalid, "an extra field is cut short");
        const auto id = fields.u16(), size = fields.u16();
        if (fields.left() < size) return fail(ErrorKind::Invalid, "an extra field is longer than its header says");
        const auto data = fields.bytes(size);
        if (id == kZip64 && out.zip64_) return fail(ErrorKind::Invalid, "there are two zip64 extra fields");
        if (id == kZip64) out.zip64_ = data;
        if (id == kUnicodePath) out.unicode_paths_.push_back(data);
    }
    return out;
}

Status ExtraFields::widen(std::initializer_list<std::uint64_t*> numbers) const {
    Fields fields(zip64_.value_or(ByteView()));
    for (auto* number : numbers) {
        if (*number != kWiden) continue;
        if (fields.left() < sizeof(std::uint64_t))
            return fail(ErrorKind::Invalid, "zip: a size or place of 64 bits is missing");
        *number = fields.u64();
        if (*number > INT64_MAX) return fail(ErrorKind::Invalid, "zip: a size or place is larger than a file can be");
    }
    return {};
}

std::optional<std::string> ExtraFields::unicode_path(std::string_view raw_name) const {
    std::optional<std::string> out;
    for (const auto& data : unicode_paths_) {
        if (data.size() < kUnicodePathHead || data[0] != kUnicodePathVersion) continue;
        Fields fields(data.subspan(1));
        if (fields.u32() != crc32(bytes_of(raw_name))) continue;
        auto name = to_text(data.subspan(kUnicodePathHead));
        if (!is_utf8(name) || (out && *out != name)) return {};
        out = std::move(name);
    }
    return out;
}

}  // namespace assay::storage
