// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <optional>
#include <vector>

namespace assay::verifier {

/// Where what lies in an ELF file, by its own account.
///
/// - Every part lies within the file; what reaches past the end is cut there. Parts may overlap in a hostile one.
struct ElfLayout {
    /// A header, a table, a section or a segment.
    struct Part {
        std::string name;  ///< `.text`; `ELF header`; `segment 2 (LOAD, r-x)`
        std::uint64_t at = 0;
        std::uint64_t size = 0;
        std::string rights;  ///< of a section: its kind and flags, as `kind 1, flags 0x6`; else empty

        std::uint64_t end() const { return at + size; }
    };
    static constexpr std::size_t kPartsMax = 20'000;

    std::vector<Part> headers;   ///< ELF header, program headers, section headers
    std::vector<Part> sections;  ///< in the order of the section headers, those that take up bytes
    std::vector<Part> segments;  ///< in the order of the program headers, also those without bytes

    /// Errors: Invalid, Limit for more than kPartsMax sections.
    static Result<ElfLayout> of(ByteView file);

    /// The part that owns the byte: a section, else a header, else a segment.
    const Part* owner_of(std::uint64_t offset) const;
    /// What no section and no header owns of a file of `size` bytes, in order.
    std::vector<Part> gaps(std::uint64_t size) const;
};

/// The build id in the contents of a `.note.gnu.build-id` section; none where it holds no such note.
std::optional<ByteView> build_id_in(ByteView note_section);

}  // namespace assay::verifier
