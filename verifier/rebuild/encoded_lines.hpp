// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

#include <cstddef>
#include <cstdint>

namespace assay::verifier {

/// Looks for lines that no person writes: many within few in one encoding's alphabet, or one that never ends.
class EncodedLines {
public:
    static constexpr std::size_t kEncodedBytesMin = 24;  ///< of a line that counts as encoded
    static constexpr std::ptrdiff_t kDigitsMin = 3;      ///< in it
    static constexpr int kEncodedLinesMin = 16;          ///< among 64 in a row
    static constexpr std::size_t kLongBytesMin = 4000;

    /// Takes what comes next of a file.
    void take(ByteView part);
    /// Whether there were any, the file ending here.
    bool finish();

private:
    void end_line();

    std::string line_;           ///< so far, without blanks at its beginning
    std::uint64_t encoded_ = 0;  ///< of the last 64 lines, a bit each
    bool found_ = false;
};

}  // namespace assay::verifier
