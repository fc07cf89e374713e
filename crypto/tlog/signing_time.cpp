// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/signing_time.hpp"

namespace assay::crypto {

Time signing_time(Time now, std::optional<Time> last) {
    if (!last || *last <= now || last->seconds() - now.seconds() > kClockStepSeconds) return now;
    return *last;
}

}  // namespace assay::crypto
