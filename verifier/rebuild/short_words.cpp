// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/short_words.hpp"

namespace assay::verifier {

void ShortWords::take(ByteView part) {
    for (const auto byte : part) {
        if (found_) return;
        const bool is_blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
        if (!is_blank) {
            words_ += is_in_word_ ? 0 : 1;
            window_.push_back(byte);
            if (window_.size() == kWindowBytes) judge_window();
        }
        is_in_word_ = !is_blank;
    }
}

bool ShortWords::finish() {
    if (!found_ && window_.size() >= kWindowBytesMin) judge_window();
    return found_;
}

void ShortWords::judge_window() {
    if (static_cast<double>(window_.size()) <= kMeanLengthMax * static_cast<double>(words_))
        found_ = meter_.measure(window_).plain >= kPlainMin;
    window_.clear();
    words_ = 0;
}

}  // namespace assay::verifier
