// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

namespace assay::verifier {

/// The first program of a build's machine (guest/first.cpp): a static executable.
ByteView guest_program();

}  // namespace assay::verifier
