// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/finding/finding.hpp"

namespace assay::verifier {

/// One finding for people.
///
/// - `path` leads from the file to the thing, its steps joined by ` → `; `the file` for the whole.
/// - Both texts hold what strangers wrote: escape them (base/console/escape) before a terminal or a page shows them.
struct FindingLine {
    FindingKind kind;
    std::string path;
    std::string text;  ///< `differs at offset 311, 4711 in the file: expected 48, found 49; 1 byte differs`

    /// Path and text in one line.
    std::string whole() const { return path + ": " + text; }
};

/// The findings of one comparison, guarded kinds first, then in the order of the file; a container comes before its
/// contents. At most `most` lines, and then one that says how many more there are.
std::vector<FindingLine> render_findings_text(const Findings& findings, std::size_t most = 200);

}  // namespace assay::verifier
