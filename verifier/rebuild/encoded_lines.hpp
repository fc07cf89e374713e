// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::verifier {

/// Looks for lines that no person writes: many within few in one encoding's alphabet, or one that never ends.
class EncodedLines {
public:
    static constexpr std::size_t kEncodedBytesMin = 24;  ///< of a line that counts as encoded
    static constexpr std::ptrdiff_t kDigitsMin = 3;      ///< in it
    static constexpr int kEncodedLinesMin = 16;          ///< among 64 in a row
    static constexpr int kHexLinesMin = 48;   ///< of hexadecimal digits only, however short, among 64 in a row
    static constexpr int kHexDigitsMin = 64;  ///< in those lines, of which a fifth each are letters and decimals
    static constexpr std::size_t kLongBytesMin = 4000;

    /// Takes what comes next of a file.
    void take(ByteView part);
    /// Whether there were any, the file ending here.
    bool finish();

private:
    /// What a line of hexadecimal digits holds; nothing of another.
    struct HexLine {
        std::uint16_t decimals = 0, letters = 0;
    };
    static HexLine hex_of(std::string_view line);
    void end_line();
    void count_hex(HexLine line);

    std::string line_;               ///< so far, without blanks at its beginning
    std::uint64_t encoded_ = 0;      ///< of the last 64 lines, a bit each
    std::array<HexLine, 64> hex_{};  ///< of the same
    std::size_t next_hex_ = 0;
    int hex_lines_ = 0, decimals_ = 0, letters_ = 0;
    bool found_ = false;
};

}  // namespace assay::verifier
