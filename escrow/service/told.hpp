// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/message.hpp"
#include "escrow/custody/custody.hpp"

namespace assay::escrow {

/// An error of this custodian as a peer may read it: every error that leaves goes through here, those within an answer
/// too. What names a file below the data folder is reported as a fault of this server. A
/// request with the folder's name in it is answered as any other, so that a peer cannot find the name by trying.
Error told(const Error& error, const Custody& custody, const http::Request& request);
/// The same by the data folder, an absolute path.
Error told(const Error& error, const std::string& data, const http::Request& request);

}  // namespace assay::escrow
