// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <optional>

namespace assay::storage {

/// Takes little-endian numbers from the front of bytes. The caller knows that there are enough.
class Fields {
public:
    explicit Fields(ByteView bytes) : all_(bytes.size()), left_(bytes) {}

    std::uint16_t u16() { return number<std::uint16_t>(); }
    std::uint32_t u32() { return number<std::uint32_t>(); }
    std::uint64_t u64() { return number<std::uint64_t>(); }
    ByteView bytes(std::size_t size) {
        const auto out = left_.first(size);
        left_ = left_.subspan(size);
        return out;
    }
    void skip(std::size_t size) { left_ = left_.subspan(size); }
    std::size_t left() const { return left_.size(); }
    std::size_t taken() const { return all_ - left_.size(); }

private:
    template <typename Unsigned>
    Unsigned number() {
        Unsigned value = 0;
        for (std::size_t i = sizeof(Unsigned); i-- > 0;)
            value = static_cast<Unsigned>((std::uint64_t{value} << 8) | left_[i]);
        left_ = left_.subspan(sizeof(Unsigned));
        return value;
    }

    std::size_t all_;
    ByteView left_;
};

/// The extra fields of a zip header (APPNOTE 4.5): records of id, size and data that fill them exactly.
class ExtraFields {
public:
    /// Views of `bytes`. Errors: Invalid when a record is cut short or the zip64 record appears twice.
    static Result<ExtraFields> parse(ByteView bytes);

    /// Replaces those numbers that are all ones by those of the zip64 record (4.5.3), in its order. Errors: Invalid
    /// when one is not there.
    Status widen(std::initializer_list<std::uint64_t*> numbers) const;

    /// The name of an Info-ZIP Unicode Path record (4.6.9) that is made for `raw_name`; none where there is none, or
    /// two that differ.
    std::optional<std::string> unicode_path(std::string_view raw_name) const;

private:
    std::optional<ByteView> zip64_;
    std::vector<ByteView> unicode_paths_;
};

}  // namespace assay::storage
