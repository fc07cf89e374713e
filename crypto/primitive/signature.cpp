// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/signature.hpp"

#include "base/core/text.hpp"
#include "crypto/primitive/implementations.hpp"

#include <algorithm>
#include <array>

namespace assay::crypto {

namespace {

struct Row {
    SignatureAlgorithm algorithm;
    std::string_view name;
    bool classical;
    std::size_t public_key_size;
    std::size_t signature_size;
};

/// In the order of the enumerators.
constexpr std::array kRows{
    Row{SignatureAlgorithm::Ed25519, "ed25519", true, 32, 64},
    Row{SignatureAlgorithm::EcdsaP384, "ecdsa-p384", true, 97, 96},
    Row{SignatureAlgorithm::MlDsa44, "mldsa44", false, 1312, 2420},
    Row{SignatureAlgorithm::MlDsa87, "mldsa87", false, 2592, 4627},
};

const Row& row_of(SignatureAlgorithm algorithm) { return kRows.at(static_cast<std::size_t>(algorithm)); }

/// Whether y is below p = 2^255 - 19 and x = 0 comes without the sign bit (RFC 8032, section 5.1.3).
bool is_canonical_ed25519(ByteView key) {
    const auto top = static_cast<std::uint8_t>(key[31] & 0x7f);
    const auto middle = key.subspan(1, 30);
    const auto all = [&](std::uint8_t value) {
        return std::ranges::all_of(middle, [=](auto b) { return b == value; });
    };
    const bool below_p = !(top == 0x7f && all(0xff) && key[0] >= 0xed);
    const bool y_is_one = top == 0 && all(0) && key[0] == 1;
    const bool y_is_minus_one = top == 0x7f && all(0xff) && key[0] == 0xec;
    const bool negative = (key[31] & 0x80) != 0;
    return below_p && !(negative && (y_is_one || y_is_minus_one));
}

std::string checking(SignatureAlgorithm algorithm) {
    return "checking " + std::string(name_of(algorithm)) + " signature: ";
}

}  // namespace

std::string_view name_of(SignatureAlgorithm algorithm) { return row_of(algorithm).name; }
bool is_classical(SignatureAlgorithm algorithm) { return row_of(algorithm).classical; }
std::size_t public_key_size(SignatureAlgorithm algorithm) { return row_of(algorithm).public_key_size; }
std::size_t signature_size(SignatureAlgorithm algorithm) { return row_of(algorithm).signature_size; }

Result<SignatureAlgorithm> parse_signature_algorithm(std::string_view name) {
    for (const auto& row : kRows)
        if (row.name == name) return row.algorithm;
    return fail(ErrorKind::Unsupported, "signature algorithm " + quote(name) + " is not known here");
}

Result<PublicKey> PublicKey::parse(SignatureAlgorithm algorithm, ByteView bytes) {
    const auto& row = row_of(algorithm);
    const auto reading = "reading " + std::string(row.name) + " public key: ";
    if (bytes.size() != row.public_key_size)
        return fail(ErrorKind::Invalid,
                    reading + count_of(bytes.size(), "byte") + ", expected " + std::to_string(row.public_key_size));
    if (algorithm == SignatureAlgorithm::Ed25519 && !is_canonical_ed25519(bytes))
        return fail(ErrorKind::Invalid, reading + "the point is not in its canonical encoding");
    if (algorithm == SignatureAlgorithm::EcdsaP384 && bytes[0] != 0x04)
        return fail(ErrorKind::Invalid, reading + "the point is not in uncompressed form");
    auto botan = BotanKey::read(algorithm, bytes);
    if (botan == nullptr || (row.classical && !openssl_reads(algorithm, bytes)))
        return fail(ErrorKind::Invalid,
                    reading + (algorithm == SignatureAlgorithm::Ed25519 ? "not a point of the prime-order group"
                                                                        : "not a point on the curve"));
    return PublicKey(algorithm, to_bytes(bytes), std::move(botan));
}

Status judge_both(SignatureAlgorithm algorithm, bool openssl, bool botan) {
    if (openssl && botan) return {};
    if (openssl != botan)
        return fail(
            ErrorKind::Untrusted, "implementations-disagree",
            checking(algorithm) + (openssl ? "openssl accepts, botan refuses" : "botan accepts, openssl refuses"));
    return fail(ErrorKind::Untrusted, checking(algorithm) + "it does not fit key and message");
}

Status PublicKey::verify(ByteView message, ByteView signature) const {
    if (signature.size() != signature_size(algorithm_))
        return fail(ErrorKind::Untrusted, checking(algorithm_) + count_of(signature.size(), "byte") + ", expected " +
                                              std::to_string(signature_size(algorithm_)));
    const bool botan = botan_accepts(*this, message, signature);
    return judge_both(algorithm_, is_classical(algorithm_) ? openssl_accepts(*this, message, signature) : botan, botan);
}

}  // namespace assay::crypto
