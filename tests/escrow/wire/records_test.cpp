// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/acknowledgement.hpp"
#include "escrow/wire/custodian_record.hpp"
#include "escrow/wire/proofs.hpp"
#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::escrow;
using test::need;

namespace {

/// Whether a record reads what it writes, and nothing that has a member more or less.
template <typename Parse>
void check_strict(const Json& written, const Parse& parse) {
    CHECK(need(parse(written)) == written);
    auto more = written;
    more.set("more", 1);
    CHECK(parse(more).error().kind() == ErrorKind::Invalid);
    for (const auto& [name, value] : *written.members()) {
        CAPTURE(name);
        auto less = Json::object();
        for (const auto& [kept, its] : *written.members())
            if (kept != name) less.set(kept, its);
        CHECK(parse(less).error().kind() == ErrorKind::Invalid);
        auto other = written;
        other.set(name, Json());
        CHECK(parse(other).error().kind() == ErrorKind::Invalid);
        if (name != "format") continue;
        other.set(name, "assay-other-v9");
        CHECK(parse(other).error().kind() == ErrorKind::Unsupported);
    }
}

template <typename Record>
Result<Json> reread(const Json& json) {
    return TRY(Record::parse(json)).render();
}

}  // namespace

TEST_CASE("acknowledgements read what they write and nothing else", "[escrow][wire]") {
    crypto::ProofSet proofs;
    proofs.prove(crypto::StatementId::copy_of(Bytes(32, 1)), 5, {crypto::MerkleHash::copy_of(Bytes(32, 2))}, "note");
    check_strict(AgreementAdmitted{crypto::StatementId::copy_of(Bytes(32, 1)), proofs}.render(),
                 reread<AgreementAdmitted>);
    check_strict(PiecesStored{UINT64_MAX}.render(), reread<PiecesStored>);
    check_strict(ObjectKept{crypto::sha256({})}.render(), reread<ObjectKept>);
}

TEST_CASE("a custodian's record reads what it writes and nothing else", "[escrow][wire]") {
    const test::Office office;
    const CustodianRecord record{
        .identity = office.keys("custodian").file(), .origin = "custodian.example/log", .size = 7};
    check_strict(record.render(), reread<CustodianRecord>);
    auto json = record.render();
    json.set("origin", "a b");
    CHECK(CustodianRecord::parse(json).error().kind() == ErrorKind::Invalid);
}

TEST_CASE("proofs read what they write and nothing else", "[escrow][wire]") {
    crypto::ProofSet proofs;
    proofs.prove(crypto::StatementId::copy_of(Bytes(32, 1)), 5, {crypto::MerkleHash::copy_of(Bytes(32, 2))}, "note");
    const auto parse = [](const Json& json) -> Result<Json> { return render_proofs(TRY(parse_proofs(json))); };
    check_strict(render_proofs(proofs), parse);
    check_strict(render_proofs({}), parse);
}
