// SPDX-License-Identifier: Apache-2.0
// Headers that nearly every test includes, parsed once for all test programs. Never included by hand.
#pragma once

#include "scripts/cmake/common.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>
