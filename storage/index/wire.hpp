// SPDX-License-Identifier: Apache-2.0
// Numbers and texts of index.md. Private to storage/index.
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

namespace assay::storage {

/// In the one form index.md has.
void append_number(Bytes& out, std::uint64_t value);
/// Length, then bytes.
void append_text(Bytes& out, std::string_view text);

/// Reads from the front of bytes somebody else owns. Errors: Invalid when they end too early or a number is not in its
/// one form; Limit when something is longer than allowed. `what` names the part in the message.
class WireReader {
public:
    explicit WireReader(ByteView bytes) : left_(bytes) {}

    /// So many bytes; they stay whose they are.
    Result<ByteView> take(std::size_t size, std::string_view what);
    Result<std::uint64_t> number(std::string_view what);
    /// A number of at most `most`.
    Result<std::size_t> count(std::string_view what, std::size_t most);
    /// A text of at most `most` bytes.
    Result<std::string> text(std::string_view what, std::size_t most);

    std::size_t left() const { return left_.size(); }

private:
    ByteView left_;
};

/// Seconds as numbers that stay small near zero: 0, −1, 1, −2, … become 0, 1, 2, 3, …
std::uint64_t fold_sign(std::int64_t value);
std::int64_t unfold_sign(std::uint64_t value);

}  // namespace assay::storage
