// SPDX-License-Identifier: Apache-2.0
#include "witness/core/watched_logs.hpp"

#include "base/core/text.hpp"
#include "crypto/statement/file_guess.hpp"
#include "crypto/tlog/tlog_policy.hpp"

#include <algorithm>

namespace assay::witness {

namespace {

Result<std::vector<WatchedLog>> grouped(const std::vector<crypto::PolicyLog>& keys) {
    std::vector<WatchedLog> logs;
    for (const auto& [key, url] : keys) {
        auto origin = TRY(crypto::Origin::parse(key.name().text()));
        auto log = std::ranges::find(logs, origin, &WatchedLog::origin);
        if (log == logs.end()) log = logs.insert(log, {std::move(origin), {}});
        log->keys.push_back(key);
    }
    return logs;
}

}  // namespace

Result<std::vector<WatchedLog>> logs_of_keys(const std::vector<std::string>& vkeys) {
    crypto::TlogPolicyBuilder builder;
    for (const auto& vkey : vkeys) {
        auto key = TRY_WITHIN("the log key " + quote(vkey, 80), crypto::NoteKey::parse(vkey));
        TRY_WITHIN("the log key " + quote(vkey, 80), builder.log(std::move(key)));
    }
    TRY(builder.quorum("none"));
    return grouped(TRY(std::move(builder).finish()).logs());
}

Result<std::vector<WatchedLog>> logs_of_policy(std::string_view text) {
    return grouped(TRY(crypto::guessing(crypto::TlogPolicy::parse(text), text, "log policy")).logs());
}

}  // namespace assay::witness
