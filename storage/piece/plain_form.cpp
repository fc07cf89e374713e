// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/plain_form.hpp"

#include "storage/piece/rounding.hpp"
#include "storage/piece/zstd.hpp"

#include <algorithm>
#include <cassert>

namespace assay::storage {

namespace {

enum Codec : std::uint8_t { kStored = 0, kZstd = 1 };
constexpr std::uint8_t kNoDictionary = 0;

void write_number(std::uint8_t* at, std::size_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(value >> shift);
}

}  // namespace

ByteView encode_plain(ByteView content, ContentHint hint, Bytes& buffer) {
    assert(!content.empty());
    if (const auto most = rounded_bytes(kPlainHeaderBytes + content.size()); buffer.size() < most) buffer.resize(most);
    const auto payload = std::span(buffer).subspan(kPlainHeaderBytes, content.size());
    std::optional<std::size_t> compressed;
    if (!hint.may_be_compressed || looks_compressible(content))
        compressed = compress(content, hint.seam, payload.first(content.size() - 1));
    if (!compressed) std::copy(content.begin(), content.end(), payload.begin());
    const auto size = compressed.value_or(content.size());
    buffer[0] = compressed ? kZstd : kStored;
    buffer[1] = kNoDictionary;
    write_number(&buffer[2], content.size());
    write_number(&buffer[6], size);
    const auto plain = std::span(buffer).first(rounded_bytes(kPlainHeaderBytes + size));
    const auto padding = plain.subspan(kPlainHeaderBytes + size);
    std::fill(padding.begin(), padding.end(), std::uint8_t{0});
    return plain;
}

Result<Bytes> decode_plain(ByteView plain, std::size_t most) {
    if (plain.size() < kPlainHeaderBytes) return fail(ErrorKind::Invalid, "it is too short for its header");
    const auto codec = plain[0], dictionary = plain[1];
    const std::size_t content_size = read_big_endian<std::uint32_t>(plain.subspan(2));
    const std::size_t payload_size = read_big_endian<std::uint32_t>(plain.subspan(6));
    const auto rest = plain.subspan(kPlainHeaderBytes);
    if (payload_size > rest.size()) return fail(ErrorKind::Invalid, "its payload is said to be longer than the piece");
    if (plain.size() != rounded_bytes(kPlainHeaderBytes + payload_size))
        return fail(ErrorKind::Invalid, "it is not padded to the rounded length");
    const auto padding = rest.subspan(payload_size);
    if (std::any_of(padding.begin(), padding.end(), [](std::uint8_t byte) { return byte != 0; }))
        return fail(ErrorKind::Invalid, "its padding is not zero");
    if (codec != kStored && codec != kZstd)
        return fail(ErrorKind::Invalid, "its codec " + std::to_string(codec) + " is unknown");
    if (dictionary != kNoDictionary)
        return fail(ErrorKind::Unsupported,
                    "it names the dictionary " + std::to_string(dictionary) + ", which is unknown to this version");
    if (content_size == 0) return fail(ErrorKind::Invalid, "it holds no content");
    if (content_size > most)
        return fail(ErrorKind::Limit, "its content of " + std::to_string(content_size) + " bytes is more than the " +
                                          std::to_string(most) + " its kind may hold");
    const auto payload = rest.first(payload_size);
    if (codec == kStored) {
        if (payload_size != content_size)
            return fail(ErrorKind::Invalid, "its stored payload is not as long as its content is said to be");
        return to_bytes(payload);
    }
    if (payload_size >= content_size)
        return fail(ErrorKind::Invalid, "it is compressed although that makes it no smaller");
    return decompress(payload, content_size);
}

}  // namespace assay::storage
