// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/bech32.hpp"

#include "crypto/age/key.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

namespace assay::fuzz {

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

}  // namespace

void run(ByteView input) {
    const auto text = text_of(input);
    if (const auto decoded = crypto::decode_bech32(text))
        hold(crypto::encode_bech32(lower(decoded->prefix), decoded->data) == lower(std::string(text)),
             "Bech32 has one form");
    else
        check(decoded.error());
    read_and_write(
        crypto::AgeRecipient::parse, [](const crypto::AgeRecipient& recipient) { return recipient.render(); }, text);
    const auto identity = crypto::AgeIdentity::parse(input);
    if (!identity) return check(identity.error());
    hold(equal(identity->render().view(), input), "a stored identity has one form");
}

}  // namespace assay::fuzz
