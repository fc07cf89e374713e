// SPDX-License-Identifier: Apache-2.0
// fuzz_seeds FOLDER VECTORS: writes FOLDER/<target>/<number>, what each fuzz target starts from: its vectors where
// there are some, else files our own code wrote.
#include "base/core/encoding.hpp"
#include "crypto/age/age.hpp"
#include "crypto/evidence/histories.hpp"
#include "crypto/record/agreement_file.hpp"
#include "crypto/sealing/sealed_file.hpp"
#include "crypto/tlog/entry_bundle.hpp"
#include "escrow/custody/deposit_state.hpp"
#include "escrow/custody/deposit_statements.hpp"
#include "escrow/custody/submission_answer.hpp"
#include "storage/export/export_file.hpp"
#include "storage/export/outbox.hpp"
#include "storage/index/directory.hpp"
#include "storage/piece/plain_form.hpp"
#include "storage/recipe/recipe.hpp"
#include "storage/snapshot/git_object.hpp"
#include "tests/storage/recipe/sample_lock.hpp"
#include "tests/support/forked.hpp"
#include "verifier/signer/reports.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>

namespace assay {

namespace {

using namespace crypto;
using test::need;
namespace fs = std::filesystem;

fs::path folder, vectors;
std::map<std::string, int> counts;

void add(const std::string& target, std::string_view bytes) {
    fs::create_directories(folder / target);
    std::ofstream(folder / target / std::to_string(counts[target]++), std::ios::binary) << bytes;
}
void add(const std::string& target, ByteView bytes) { add(target, text_of(bytes)); }
void add_all(const std::string& target, std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) add(target, text);
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The member `member` of every item of the list `list` in a file of vectors.
void add_members(const std::string& target, const char* file, const char* list, const char* member) {
    const auto json = need(Json::parse(read(vectors / file), {.bytes = 64U << 20, .depth = 64}));
    for (const auto& item : *json.find(list)->items()) add(target, item.text_at(member));
}

void from_vectors() {
    for (const auto& entry : fs::directory_iterator(vectors / "json/test_parsing")) add("json", read(entry.path()));
    for (const auto* list : {"valid", "invalid"}) {
        const auto json = need(Json::parse(read(vectors / "json/toml_test.json"), {.bytes = 64U << 20, .depth = 64}));
        for (const auto& item : *json.find(list)->items())
            add("toml", need(decode_base64(item.text_at("toml_base64"))));
    }
    for (const auto& entry : fs::directory_iterator(vectors / "cctv/age")) {
        const auto text = read(entry.path());
        const auto body = text.find("\n\n");
        if (body == std::string::npos || text.substr(0, body).find("compressed:") != std::string::npos) continue;
        for (const auto* target : {"age", "age_header"}) add(target, text.substr(body + 2));
    }
    add_members("checkpoint", "tlog-tiles/checkpoints.json", "cases", "body");
    add_members("dsse", "dsse/dsse_protocol.json", "cases", "envelope");
    add_members("note", "tlog-tiles/notes.json", "cases", "note");
    add_members("tile", "tlog-tiles/tile_paths.json", "cases", "path");
    add_members("tlog_policy", "tlog-tiles/tlog_policies.json", "cases", "policy");
    add_members("tlog_proof", "tlog-tiles/tlog_proofs.json", "cases", "proof");
    add_members("tlog_proof", "tlog-tiles/tlog_proofs.json", "parse_only", "proof");
    add_members("vkey", "tlog-tiles/vkeys.json", "cases", "vkey");
    const auto requests = need(Json::parse(read(vectors / "tlog-tiles/witness_requests.json")));
    for (const auto& sequence : *requests.find("sequences")->items())
        for (const auto& request : *sequence.find("requests")->items()) add("witness_request", request.text_at("body"));
}

void from_a_world() {
    test::World world;
    world.build_chain();
    std::vector<IdentityFile> identities;
    for (const auto* party : world.parties()) {
        auto file = need(IdentityFile::of(party->statement));
        need(file.add({world.root.statement, world.endorsements.at(party->id())}));
        add("identity_file", file.render());
        identities.push_back(std::move(file));
    }
    auto agreement =
        need(AgreementFile::start(world.terms(), std::move(identities), world.vendor.signer(), world.random));
    add("agreement_file", agreement.render());
    for (const auto* party : world.parties())
        if (party->id() != world.vendor.id()) need(agreement.sign(party->signer()));
    add("agreement_file", agreement.render());

    const auto evidence = world.evidence();
    add("evidence", evidence.render());
    const auto policy = need(TlogPolicy::parse(world.tlog_policy()));
    for (const std::size_t at : {1U, 4U})
        add("fork", compare_histories(evidence, test::forked(world, at).evidence(), policy).fork->render());
    const ForkSide side{world.checkpoint(9), std::nullopt};
    add("fork", ForkProof(side, side).render());
    // The target knows one salt, that of zeros.
    const auto add_statement = [&](const std::string& payload) {
        add("statement", bytes_of(with_salt(payload, LeafSalt())));
    };
    for (const auto& [id, object] : evidence.objects()) {
        auto payload = to_text(object.envelope().payload);
        payload.replace(payload.rfind(R"(,"salt":)"), std::string::npos, "}}");
        add_statement(payload);
    }
    add_statement(Refusal{world.room.id(),
                          world.at(5),
                          world.link(world.deposit),
                          {"shares-differ"},
                          world.acceptance_closed.commitments()}
                      .payload());
    add_statement(Access{world.room.id(), world.at(8), world.link(world.deposit), world.link(world.acceptance),
                         test::closed_part(test::access_fields(), world.random).commitments()}
                      .payload());
    add("policy", world.policy().render());
    add("policy", Policy::strict().render());
    add("tlog_policy", world.tlog_policy());
    for (const auto* part :
         {&world.deposit_closed, &world.acceptance_closed, &world.rebuild_closed, &world.verdict_closed})
        add("closed_part", part->render());

    const storage::ExportHead head{
        evidence, world.exported, evidence.proofs(), {{sha256(bytes_of("object")), 100}}, 48};
    add("export_head", head.render());
    storage::Outbox outbox;
    outbox.room = world.room.id();
    outbox.statements.push_back({world.acceptance, {{world.vendor.id(), to_bytes("an age file")}}});
    outbox.evidence.push_back(evidence);
    add("outbox", outbox.render());
    const escrow::DepositStatements told{evidence, outbox.statements, evidence.proofs()};
    add("custodian_answer", told.render().render());
    const escrow::SubmissionAnswer taken{
        evidence.proofs(),
        {{world.link(world.verdict).id(), Error(ErrorKind::Refused, "no part in it")}},
        {{deposit_id_of(world.link(world.deposit)), "a gap", {world.link(world.rebuild).id()}, false}}};
    add("custodian_answer", taken.render().render());
    const escrow::DepositState state{
        {deposit_id_of(world.link(world.deposit)),
         world.vendor.id(),
         "Vendor",
         world.at(1),
         world.link(world.deposit).id(),
         DepositClass::Full,
         3,
         1024,
         escrow::DepositStage::Judged,
         {VerdictKind::Unexplained, VerdictKind::Identical},
         1,
         0},
        {{StatementKind::Verdict, world.link(world.verdict).id(), "Room", world.at(2), 9, "identical", true}},
        {{"two verdicts", {world.link(world.verdict).id()}, true}}};
    add("custodian_answer", state.render().render());
    add("custodian_answer", state.summary.render().render());

    const auto nonce = world.random.fixed<DepositNonce>();
    const auto key = DepositKey::generate(world.random);
    for (auto& share : need(key.shares(nonce, world.terms().threshold)))
        add("room_file", ShareFile{nonce, std::move(share)}.render().view());
    add("room_file",
        RoomFile{nonce, need(DepositKey::from(key.secret().clone())), world.deposit_closed}.render().view());

    const auto link = world.link(world.deposit);
    const auto digests = DigestSet::of(bytes_of("routerd"));
    const Comparison comparison{"routerd", 17, digests, "routerd", digests, VerdictKind::Identical, ""};
    Grade grade;
    grade.environment = "host";
    grade.opaque.push_back({"blob.bin", "binary", digests.sha256, {"routerd"}});
    const auto now = world.at(1);
    verifier::EnvironmentRecord environment{};
    environment.kind = verifier::EnvironmentRecord::Kind::Host;
    const verifier::Provenance provenance{.deposit = deposit_id_of(link),
                                          .room = world.room.id(),
                                          .version = "0.1.0",
                                          .recipe = {},
                                          .directory = "/build/router",
                                          .commands = {"make"},
                                          .variables = {{"LANG", "C"}},
                                          .snapshot = {},
                                          .materials = {{"pool/gcc.deb", {}}},
                                          .environment = environment,
                                          .log = digests,
                                          .started = now,
                                          .finished = now};
    const verifier::ChainKey chain{world.vendor.id(), "router", "tree"};
    verifier::VerdictReport verdict;
    verdict.deposit = verdict.rebuild = link;
    verdict.comparisons = {comparison};
    verdict.grade = grade;
    verdict.findings = {{"routerd", "routerd", std::nullopt}};
    for (const verifier::Report& report : std::initializer_list<verifier::Report>{
             verifier::AcceptanceReport{.deposit = link,
                                        .exported = link,
                                        .deposit_envelope = {},
                                        .product = {},
                                        .snapshot = {},
                                        .secrets = {{"key.pem", "private key", {}}},
                                        .has_recipe = true,
                                        .readers = {}},
             verifier::RefusalReport{link, {{"shares-differ", "share 1"}}, {}},
             verifier::AccessReport{link, link, {Opened::What::File, "src/main.c"}, "inspection", {}},
             verifier::RebuildReport{link,
                                     link,
                                     provenance,
                                     {{*RelativePath::parse("routerd"), 17, digests}},
                                     {},
                                     "it ended with 2",
                                     "Error 2\n",
                                     chain,
                                     1,
                                     {}},
             verifier::OutboxReport{digests, digests}, verdict})
        add("signer_report", verifier::render_report(report).render());
}

/// One with nothing in it, and one with an entry of each kind and everything an entry can have.
void add_directories() {
    const storage::PieceRef ref{storage::PieceId::copy_of(Bytes(32, 1)), storage::PieceKey::copy_of(Bytes(32, 2))};
    storage::Directory directory;
    add("directory", need(directory.encode()).bytes);
    directory.entries = {{.name = "a",
                          .mode = 04755,
                          .modified = -3,
                          .size = 10,
                          .blob = storage::git_ids(storage::GitObjectType::Blob, bytes_of("0123456789")).sha256,
                          .same_as = "source/first",
                          .attributes = {{"user.x", {1, 2}}}},
                         {.name = "b", .kind = storage::EntryKind::Directory, .mode = 0755, .child = ref},
                         {.name = "c", .kind = storage::EntryKind::Link, .mode = 0777, .target = "../x"},
                         {.name = "d", .blob = storage::git_ids(storage::GitObjectType::Blob, {}).sha256}};
    directory.pieces = {{10, ref}};
    add("directory", need(directory.encode()).bytes);
}

void from_here() {
    const std::string kPackage =
        "Package: hello\nVersion: 2.10-3\nArchitecture: amd64\nDescription: greets\n people\n"
        "Filename: pool/main/h/hello/hello_2.10-3_amd64.deb\nSize: 53080\n"
        "SHA256: 069754b87f7a546253554813252dacbd7a53e959845cc9f6e8f4c1c8fe3746c5\n";
    add("packages_index", kPackage);
    add("packages_index", kPackage + "\n" + kPackage);
    add("release",
        "Origin: Debian\nSuite: oldstable\nCodename: bookworm\nDate: Sat, 11 Jan 2025 10:00:00 UTC\nSHA256:\n"
        " 069754b87f7a546253554813252dacbd7a53e959845cc9f6e8f4c1c8fe3746c5 53080 main/binary-amd64/Packages\n"
        " 169754b87f7a546253554813252dacbd7a53e959845cc9f6e8f4c1c8fe3746c5 1 main/binary-all/Packages.xz\n");
    add("recipe", R"([product]
name = "router-os"
version = "2.4.1"
[environment]
debian = "bookworm"
lock = "recipe.lock"
[build]
directory = "/build/router-os"
commands = ["./configure --prefix=/usr", "make DESTDIR=$ASSAY_OUT install"]
source_date_epoch = "auto"
environment = { DEB_BUILD_OPTIONS = "parallel=1 nocheck" }
[[artifact]]
path = "usr/sbin/routerd"
signature = "none"
[allow."keys/test.pem"]
sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
reason = "public since 2009"
[limits]
minutes = 60
memory_mib = 4096
)");
    add("recipe",
        "[product]\nname = \"p\"\nversion = \"1\"\n[environment]\nkind = \"host\"\nlock = \"l\"\n[build]\n"
        "directory = \"/b\"\ncommands = [\"make\"]\nsource_date_epoch = 1700000000\n[[artifact]]\npath = \"p\"\n");
    add("product_hints", "cmake_minimum_required(VERSION 3.20)\nproject(calc VERSION 1.2.0 LANGUAGES C) # ours\n");
    add("product_hints", R"({"name": "@acme/router-ui", "version": "2.4.1"})");
    add("product_hints", "release-1.2.0-rc1");
    add("lock", need(storage::Lock::make(test::sample_lock())).render());
    add("lock", need(storage::Lock::make(storage::HostLock{"amd64", "debian", "12", {{"gcc", "12.2.0-14", "amd64"}}}))
                    .render());
    add("piece_list", need(storage::PieceList::of({})).encode());
    add("piece_list", need(storage::PieceList::of({storage::PieceId(sha256(bytes_of("a")).array()),
                                                   storage::PieceId(sha256(bytes_of("b")).array())}))
                          .encode());
    add_directories();
    Bytes buffer;
    add("plain_form", storage::encode_plain(bytes_of("a text of some length, a text of some length"), {}, buffer));
    add("plain_form", storage::encode_plain(bytes_of("x"), {}, buffer));

    add_all("encoding", {"", "00ff", "AA==", "AAA", "aa", "Zm9vYmFy", "mzxw6ytboi"});
    add_all("text", {"2026-11-23T05:06:39Z", "18446744073709551615", "90d",
                     "\xe2\x80\xae"
                     "evil",
                     "a\xcc\x81", "\xf0\x9f\x98\x80", "\xd0\xb0pple", "\x1b[2J"});
    add_all("relative_path", {"a", "a/b", "a//b", "../a", "a/./b", "/a", "a/", ".git/config"});
    add_all("http_target", {"/", "/v1/deposits?state=held&x=%2B", "/a%20b/%C3%A9", "/../a", "/%2e", "/a?b=c&b=d"});
    add_all("http_request",
            {"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
             "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc",
             "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"});
    add("tile", Bytes(2 + 32, 1));
    auto bundle = need(encode_entries({to_bytes("first"), {}}));
    bundle.insert(bundle.begin(), {0, 2});
    add("tile", bundle);
    test::CountingRandom random;
    const auto identity = AgeIdentity::generate(random);
    add("bech32", identity.render().view());
    add("bech32", identity.recipient().render());
    add_all("bech32", {"a12uel5l", "A12UEL5L", "age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z"});
}

}  // namespace

}  // namespace assay

int main(int count, char** arguments) {
    if (count != 3) return std::fputs("usage: fuzz_seeds FOLDER VECTORS\n", stderr), 2;
    assay::folder = arguments[1];
    assay::vectors = arguments[2];
    assay::from_here();
    assay::from_a_world();
    if (std::filesystem::is_directory(assay::vectors))
        assay::from_vectors();
    else
        std::fprintf(stderr, "fuzz_seeds: there are no vectors in %s; starting without\n", arguments[2]);
    return 0;
}
