// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

namespace assay::storage {

/// Enough of a file's beginning to tell what it is: an ISO image says it latest.
constexpr std::size_t kForeignProbeBytes = 0x8006;

/// What a file that is no archive of ours is, with its article: `a 7-Zip archive`; empty where nothing is known of it.
/// `head` is its beginning. For messages only: the caller has refused it already.
std::string_view foreign_format(ByteView head);

/// Whether a file begins as a program or script does: in front of a zip, such a one unpacks itself.
bool is_program(ByteView head);

}  // namespace assay::storage
