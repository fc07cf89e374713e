// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/tlog/tree_number.hpp"

#include <map>
#include <optional>

namespace assay::storage {

/// How large the log was when each witness last cosigned it, so that the next request can begin there.
///
/// - Names are non-empty, without control characters; at most kWitnessSizesMax.
///
/// A witness corrects a wrong size by its answer, so losing this costs a question each.
using WitnessSizes = std::map<std::string, crypto::TreeSize>;
constexpr std::size_t kWitnessSizesMax = 1024;

/// The record `witnesses`; empty where there is none. Text form: tlog.md. Errors: Corrupt.
Result<WitnessSizes> read_witness_sizes(const Folder& record);
Status write_witness_sizes(const Folder& record, const WitnessSizes& sizes);

/// Errors: Invalid.
Result<WitnessSizes> parse_witness_sizes(std::string_view text);
std::string render_witness_sizes(const WitnessSizes& sizes);

/// Whether a witness may be called so.
bool is_witness_name(std::string_view name);

}  // namespace assay::storage
