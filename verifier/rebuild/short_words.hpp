// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/rebuild/entropy.hpp"

namespace assay::verifier {

/// Looks for bytes that are spelled out one by one, with blanks or line ends between: words of a letter or two that are
/// hard to foresee. Blanks make such text look like text to an entropy of all its bytes.
class ShortWords {
public:
    static constexpr std::size_t kWindowBytes = 4096;    ///< without blanks
    static constexpr std::size_t kWindowBytesMin = 512;  ///< of the last window, or all of a short file
    static constexpr double kMeanLengthMax = 2.1;        ///< of a word
    static constexpr double kPlainMin = 3.5;             ///< bits a byte

    /// Takes what comes next of a file.
    void take(ByteView part);
    /// Whether there were any, the file ending here.
    bool finish();

private:
    void judge_window();

    EntropyMeter meter_;
    Bytes window_;
    std::size_t words_ = 0;  ///< that begin in it
    bool is_in_word_ = false;
    bool found_ = false;
};

}  // namespace assay::verifier
