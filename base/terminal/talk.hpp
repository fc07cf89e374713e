// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/terminal.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace assay {

/// Takes bytes to where they belong. A failure is the sink's to remember.
using Sink = std::function<void(std::string_view bytes)>;

/// What a program says beside its data: whole lines, and on a terminal one passing line below them.
///
/// From any thread. A line said while there is a passing one is put above it.
class Talk {
public:
    Talk(Sink sink, Terminal terminal) : sink_(std::move(sink)), terminal_(terminal) {}
    ~Talk() { passing({}); }
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;

    const Terminal& terminal() const { return terminal_; }

    /// Says a text and ends its line.
    void line(std::string_view text);
    /// Replaces the passing line, cut to the width; an empty text removes it. Nothing happens without a terminal.
    void passing(std::string_view text);

private:
    Sink sink_;
    Terminal terminal_;
    std::mutex mutex_;  ///< guards sink_ and passing_
    std::string passing_;
};

}  // namespace assay
