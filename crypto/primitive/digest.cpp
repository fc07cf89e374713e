// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/digest.hpp"

#include "crypto/primitive/openssl.hpp"

namespace assay::crypto {

namespace {

template <typename Digest>
constexpr const char* kName = nullptr;
template <>
constexpr const char* kName<Sha1> = "SHA1";
template <>
constexpr const char* kName<Sha256> = "SHA2-256";
template <>
constexpr const char* kName<Sha512> = "SHA2-512";

/// Fetched once, since a fetch costs more than hashing a page; kept to the end of the process, so that no order of
/// destruction matters.
template <typename Digest>
const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, kName<Digest>, nullptr);
    must(fetched != nullptr);
    return fetched;
}

template <typename Digest>
Digest finish_in(EVP_MD_CTX* context) {
    Digest out;
    unsigned size = 0;
    must(EVP_DigestFinal_ex(context, out.data(), &size) == 1 && size == Digest::kSize);
    return out;
}

/// One context a thread serves all pieces hashed whole: making one costs as much as hashing a small piece.
template <typename Digest>
Digest digest_of(ByteView data) {
    thread_local const DigestContext context(EVP_MD_CTX_new());
    must(context && EVP_DigestInit_ex2(context.get(), algorithm<Digest>(), nullptr) == 1 &&
         EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1);
    return finish_in<Digest>(context.get());
}

}  // namespace

Sha256 sha256(ByteView data) { return digest_of<Sha256>(data); }
Sha512 sha512(ByteView data) { return digest_of<Sha512>(data); }

template <typename Digest>
struct HashStream<Digest>::State {
    DigestContext context{EVP_MD_CTX_new()};
};

template <typename Digest>
HashStream<Digest>::HashStream() : state_(std::make_unique<State>()) {
    must(state_->context && EVP_DigestInit_ex2(state_->context.get(), algorithm<Digest>(), nullptr) == 1);
}

template <typename Digest>
HashStream<Digest>::~HashStream() = default;
template <typename Digest>
HashStream<Digest>::HashStream(HashStream&&) noexcept = default;
template <typename Digest>
HashStream<Digest>& HashStream<Digest>::operator=(HashStream&&) noexcept = default;

template <typename Digest>
HashStream<Digest>& HashStream<Digest>::update(ByteView data) {
    must(state_ && EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) == 1);
    return *this;
}

template <typename Digest>
Digest HashStream<Digest>::finish() {
    must(state_ != nullptr);
    const auto spent = std::move(state_);
    return finish_in<Digest>(spent->context.get());
}

template class HashStream<Sha1>;
template class HashStream<Sha256>;
template class HashStream<Sha512>;

DigestSet DigestSet::of(ByteView data) { return {crypto::sha256(data), crypto::sha512(data)}; }

Result<DigestSet> DigestSet::parse(const Json& json, std::string_view what) {
    auto record = TRY(Record::of(json, std::string(what)));
    const auto sha256 = TRY_WITHIN(what, decode_hex_as<Sha256>(TRY(record.text("sha256")), "sha256"));
    const auto sha512 = TRY_WITHIN(what, decode_hex_as<Sha512>(TRY(record.text("sha512")), "sha512"));
    TRY(record.finish());
    return DigestSet{sha256, sha512};
}

Json DigestSet::render() const { return Json::object({{"sha256", hex(sha256)}, {"sha512", hex(sha512)}}); }

}  // namespace assay::crypto
