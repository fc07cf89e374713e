// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

namespace assay::storage {

/// How many newlines there are.
std::uint64_t count_newlines(ByteView bytes);

/// Counts the lines of one file that arrives in parts, as a reviewer will see them.
///
/// A last line without newline counts. A file with a NUL among its first kProbeBytes bytes is no text and has no lines:
/// the rule by which git shows differences.
class LineCounter {
public:
    static constexpr std::size_t kProbeBytes = 8000;

    /// The next part of the content.
    void update(ByteView bytes);
    std::uint64_t finish() const { return is_text_ ? newlines_ + (ends_in_newline_ ? 0 : 1) : 0; }

private:
    std::uint64_t seen_ = 0;
    std::uint64_t newlines_ = 0;
    bool is_text_ = true;
    bool ends_in_newline_ = true;
};

}  // namespace assay::storage
