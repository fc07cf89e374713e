// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/rebuild/encoded_lines.hpp"
#include "verifier/rebuild/short_words.hpp"
#include "verifier/report/opaque_file.hpp"

namespace assay::verifier {

/// Judges one file by all its bytes, in the order they come, however many there are.
class OpacityJudge {
public:
    void take(ByteView part);
    /// What the file is, ending here; nothing where it reads as source. An empty one does.
    std::optional<Opacity> finish();

private:
    void judge_window(ByteView window);

    EntropyMeter meter_;
    EncodedLines lines_;
    ShortWords words_;
    std::string top_;  ///< the first bytes, where generators put their names
    Bytes recent_;     ///< what no window was judged of yet, and up to one window before it
    bool is_binary_ = false;
    bool is_dense_ = false;
};

/// The same for bytes at hand.
std::optional<Opacity> judge_opacity(ByteView content);

}  // namespace assay::verifier
