// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/files/byte_source.hpp"
#include "crypto/primitive/digest.hpp"

#include <optional>

namespace assay::verifier {

/// Where two things first differ.
struct Difference {
    static constexpr std::size_t kShownBytes = 8;

    std::uint64_t offset = 0;  ///< in both; where one ends and the other does not, the shorter one's size
    Bytes expected;            ///< what the rebuilt one has from there on, at most kShownBytes; empty at its end
    Bytes found;               ///< the same of the deployed one

    /// Of two stretches that differ and begin at `offset`.
    static Difference within(std::uint64_t offset, ByteView deployed, ByteView rebuilt);
};

/// Reads both side by side until they differ or both end; nothing when they are the same bytes. The loop that every
/// verdict rests on, and that the self-test tests. Errors: the sources', Interrupted.
Result<std::optional<Difference>> first_difference(ByteSource& deployed, ByteSource& rebuilt,
                                                   const Interrupt* interrupt = nullptr);

/// What reading a deployed file and its rebuilt artifact byte by byte, outside any parser, has shown.
///
/// - Only judge() makes one. The digests are of exactly the bytes that were compared.
/// - `is_identical()` needs all three: no difference seen, equal sizes, equal digests.
class Judgement {
public:
    bool is_identical() const;
    const crypto::DigestSet& deployed() const { return deployed_.digests; }
    const crypto::DigestSet& rebuilt() const { return rebuilt_.digests; }
    std::uint64_t deployed_size() const { return deployed_.size; }
    std::uint64_t rebuilt_size() const { return rebuilt_.size; }
    const std::optional<Difference>& first() const { return first_; }

private:
    struct Side {
        crypto::DigestSet digests;
        std::uint64_t size = 0;
    };
    Judgement(Side deployed, Side rebuilt, std::optional<Difference> first)
        : deployed_(deployed), rebuilt_(rebuilt), first_(std::move(first)) {}
    friend Result<Judgement> judge(ByteSource& deployed, ByteSource& rebuilt, const Interrupt* interrupt);

    Side deployed_;
    Side rebuilt_;
    std::optional<Difference> first_;
};

/// Reads both to their ends. Errors: the sources', Interrupted; Internal should bytes and digests ever disagree.
Result<Judgement> judge(ByteSource& deployed, ByteSource& rebuilt, const Interrupt* interrupt = nullptr);
/// The same of two regular files. Errors also: Conflict when one was changed meanwhile, Invalid for other kinds of
/// file.
Result<Judgement> judge(const Descriptor& deployed, const Descriptor& rebuilt, const Interrupt* interrupt = nullptr);

}  // namespace assay::verifier
