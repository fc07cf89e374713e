// SPDX-License-Identifier: Apache-2.0
#include "storage/index/wire.hpp"

namespace assay::storage {

namespace {

std::unexpected<Error> ends_within(std::string_view what) {
    return fail(ErrorKind::Invalid, "it ends within " + std::string(what));
}

}  // namespace

void append_number(Bytes& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}

void append_text(Bytes& out, std::string_view text) {
    append_number(out, text.size());
    append(out, text);
}

Result<ByteView> WireReader::take(std::size_t size, std::string_view what) {
    if (size > left_.size()) return ends_within(what);
    const auto taken = left_.first(size);
    left_ = left_.subspan(size);
    return taken;
}

Result<std::uint64_t> WireReader::number(std::string_view what) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (left_.empty()) return ends_within(what);
        const auto byte = left_.front();
        left_ = left_.subspan(1);
        const std::uint64_t bits = byte & 0x7f;
        if (shift == 63 && bits > 1) break;
        value |= bits << shift;
        if (byte >= 0x80) continue;
        if (byte == 0 && shift != 0)
            return fail(ErrorKind::Invalid, std::string(what) + " is a number in more bytes than it needs");
        return value;
    }
    return fail(ErrorKind::Invalid, std::string(what) + " is a number above 2^64");
}

Result<std::size_t> WireReader::count(std::string_view what, std::size_t most) {
    const auto value = TRY(number(what));
    if (value > most)
        return fail(ErrorKind::Limit,
                    std::string(what) + " is " + std::to_string(value) + ", more than " + std::to_string(most));
    return value;
}

Result<std::string> WireReader::text(std::string_view what, std::size_t most) {
    return to_text(TRY(take(TRY(count("the length of " + std::string(what), most)), what)));
}

std::uint64_t fold_sign(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
}

std::int64_t unfold_sign(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1) ^ ((value & 1) != 0 ? ~std::uint64_t{0} : 0));
}

}  // namespace assay::storage
