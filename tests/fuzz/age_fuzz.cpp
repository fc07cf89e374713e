// SPDX-License-Identifier: Apache-2.0
// Whole files, opened with the identities that the seeds are sealed to.
#include "crypto/age/age.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <vector>

namespace assay::fuzz {

namespace {

const std::vector<crypto::AgeIdentity>& identities() {
    static const auto all = [] {
        std::vector<crypto::AgeIdentity> out;
        for (const std::string_view stored : {
                 "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0\n",
                 "AGE-SECRET-KEY-PQ-1HZLGZUPT4ETPKDEV8HSGFDCYZ4E522W0A7PU2LHT8EH9W6YLNC3SW78XKG\n",
             })
            out.push_back(need(crypto::AgeIdentity::parse(bytes_of(stored)), "the identity is read"));
        return out;
    }();
    return all;
}

}  // namespace

void run(ByteView input) {
    const auto opened = crypto::age_open(identities(), input);
    if (!opened) return check(opened.error());
    hold(opened->size() < input.size(), "what is sealed is shorter than its file");
}

}  // namespace assay::fuzz
