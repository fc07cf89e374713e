// SPDX-License-Identifier: Apache-2.0
#include "base/core/random.hpp"

#include <sys/random.h>
#include <cerrno>
#include <cstdlib>

namespace assay {

void SystemRandom::fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const auto got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            std::abort();  // no key may ever be made of anything else
        }
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace assay
