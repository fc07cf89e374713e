// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

namespace assay::cell {

/// Where the bytes of one output stream go. None of them ends the cell; Limits::output_bytes does.
class Sink {
public:
    /// Counts, and keeps nothing.
    static Sink discard();
    /// The first bytes.
    static Sink keep(std::uint64_t most);
    /// The last bytes.
    static Sink tail(std::uint64_t most);
    /// The first bytes, written to a file; when there were more, the last of them are a line `[truncated after N
    /// bytes]`. Never more than `most` bytes in all.
    static Sink file(Descriptor file, std::uint64_t most);
    /// For stderr: to the sink of stdout, in the order in which both come, and within its bounds.
    static Sink with_out();

    /// Errors: io_error's of a file.
    Status take(ByteView bytes);
    /// Takes note that nothing more comes: a truncated file gets its mark.
    Status finish();

    /// What keep and tail hold; empty for the others.
    Bytes release_bytes() { return std::move(held_); }
    /// Whether anything was dropped.
    bool is_truncated() const { return seen_ > most_; }
    bool is_with_out() const { return kind_ == Kind::WithOut; }
    /// All that came, dropped or not.
    std::uint64_t seen() const { return seen_; }

private:
    enum class Kind { Discard, Keep, Tail, File, WithOut };
    Sink(Kind kind, std::uint64_t most) : kind_(kind), most_(most) {}
    Status mark_truncation();

    Kind kind_;
    std::uint64_t most_;
    std::uint64_t seen_ = 0;
    Bytes held_;  // Keep, Tail: what is kept
    Descriptor file_;
};

}  // namespace assay::cell
