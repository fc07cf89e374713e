// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay {

/// How one line of a report turned out. What is judged gives its mark where it is defined; base/terminal and base/html
/// show it.
enum class Mark {
    Good,     ///< ✓ holds
    Bad,      ///< ✗ does not
    Unknown,  ///< ? cannot be decided
    Caution,  ///< ! holds, and should be looked at
    Note      ///< · said for information
};

}  // namespace assay
