// SPDX-License-Identifier: Apache-2.0
// A payload, in an envelope that its own signers have signed.
#include "crypto/statement/statement.hpp"

#include "base/core/encoding.hpp"
#include "crypto/record/outbox.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/world.hpp"

namespace assay::fuzz {

using namespace crypto;

namespace {

const test::World& world() {
    static const test::World all;
    return all;
}

const IdentityBook& book() {
    static const auto known = world().book();
    return known;
}

/// Whom the payload names, as far as they are known.
std::vector<const Identity*> signers_of(ByteView payload) {
    const auto json = Json::parse(text_of(payload));
    const auto* predicate = json ? json->find("predicate") : nullptr;
    std::vector<const Identity*> out;
    const auto add = [&](const Json& id_text) {
        if (id_text.text() == nullptr) return;
        const auto id = decode_hex_as<IdentityId>(*id_text.text(), "signer");
        if (const auto* identity = id ? book().find(*id) : nullptr; identity != nullptr) out.push_back(identity);
    };
    if (predicate == nullptr) return out;
    if (const auto* one = predicate->find("signer"); one != nullptr) add(*one);
    if (const auto* several = predicate->find("signers"); several != nullptr && several->items() != nullptr)
        for (const auto& id : *several->items()) add(id);
    return out;
}

SaltedEnvelope envelope_of(ByteView payload) {
    DsseEnvelope envelope{
        .payload_type = std::string(kStatementPayloadType), .payload = to_bytes(payload), .signatures = {}};
    for (const auto* signer : signers_of(payload))
        for (const auto* key : {&signer->classical_key(), &signer->post_quantum_key()})
            envelope.signatures.push_back({encode_hex(signer->id().view()) + "#" + key->name,
                                           Bytes(signature_size(*parse_signature_algorithm(key->algorithm)))});
    // Seeds commit to the salt of zeros.
    return {LeafSalt(), to_bytes(envelope.render())};
}

/// The payload that the statement's typed form writes; nothing when that cannot be read.
Result<std::string> payload_of(const Statement& statement) {
    const auto written = [](const auto& typed) -> Result<std::string> { return TRY(typed).payload(); };
    switch (statement.kind()) {
        case StatementKind::Identity: return std::string();
        case StatementKind::Endorsement: return written(Endorsement::parse(statement));
        case StatementKind::Agreement: return TRY(Agreement::parse(statement, book())).payload(book());
        case StatementKind::Deposit: return written(Deposit::parse(statement));
        case StatementKind::Held: return written(Held::parse(statement));
        case StatementKind::Export: return written(Export::parse(statement));
        case StatementKind::Acceptance: return written(Acceptance::parse(statement));
        case StatementKind::Refusal: return written(Refusal::parse(statement));
        case StatementKind::Rebuild: return written(Rebuild::parse(statement));
        case StatementKind::Verdict: return written(Verdict::parse(statement));
        case StatementKind::Access: return written(Access::parse(statement));
        case StatementKind::Outbox: return written(OutboxManifest::parse(statement));
    }
    return std::string();
}

}  // namespace

void run(ByteView input) {
    const auto statement = Statement::open(envelope_of(input), book());
    if (!statement) return check(statement.error());
    const auto first = payload_of(*statement);
    if (!first) return check(first.error());
    if (first->empty()) return;
    const auto again =
        need(Statement::open(envelope_of(bytes_of(with_salt(*first, LeafSalt()))), book()), "what is written opens");
    hold(need(payload_of(again), "what is written is read") == *first, "what is written twice is the same");
}

}  // namespace assay::fuzz
