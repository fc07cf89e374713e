// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

namespace assay {

/// Bytes that come one after the other, once.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// What comes next, at least one byte and at most `out.size()`; 0 at the end, and from then on. After an error
    /// nothing more may be asked of it.
    virtual Result<std::size_t> read(std::span<std::uint8_t> out) = 0;
};

/// All of it. Errors: Limit when there are more than `most` bytes; the source's.
Result<Bytes> read_all(ByteSource& source, std::size_t most);

/// What a descriptor gives from its offset.
class DescriptorSource final : public ByteSource {
public:
    explicit DescriptorSource(const Descriptor& descriptor) : descriptor_(descriptor) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override { return descriptor_.read_some(out); }

private:
    const Descriptor& descriptor_;
};

/// Bytes in memory that somebody else owns.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(ByteView bytes) : left_(bytes) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override;

private:
    ByteView left_;
};

}  // namespace assay
