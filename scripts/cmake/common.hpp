// SPDX-License-Identifier: Apache-2.0
// Headers that nearly every source includes, parsed once for all libraries. Never included by hand.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/core/encoding.hpp"
#include "base/core/error.hpp"
#include "base/core/json.hpp"
#include "base/core/random.hpp"
#include "base/core/secret.hpp"
#include "base/core/text.hpp"
#include "base/core/time.hpp"
