// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/log_check.hpp"

#include "crypto/tlog/entry_bundle.hpp"
#include "storage/tlog/witness_sizes.hpp"
#include "tests/storage/tlog/fixture.hpp"

#include <algorithm>
#include <fstream>

using namespace assay;
using namespace assay::storage;
using crypto::TreeSize;
namespace fs = std::filesystem;

namespace {

/// A log of several rounds with a cosigned checkpoint and all of its records.
struct CheckedHome : test::LogHome {
    test::KeyPair witness_keys{21};
    crypto::WitnessSigner witness = test::need(
        crypto::WitnessSigner::from(test::need(crypto::KeyName::parse("witness.example/w1")), witness_keys.signers()));

    explicit CheckedHome(std::vector<std::size_t> rounds) {
        auto log = create();
        for (const auto count : rounds)
            test::need(log->append(test::entries_from(log->latest().head.size.value(), count)));
        auto note = log->latest().note;
        const auto checkpoint = test::need(crypto::Checkpoint::parse(note.unverified_text()));
        test::need(note.add(test::need(witness.cosign(checkpoint, clock.now()))));
        test::need(log->publish(note));
        test::need(write_witness_sizes(log->record(), {{"w1", log->latest().head.size}, {"w2", TreeSize(1)}}));
    }

    LogReport check() const {
        NoProgress progress;
        return test::need(check_log(place,
                                    {.log = {signer.ed25519_key(), signer.mldsa44_key()},
                                     .witnesses = {witness.ed25519_key(), witness.mldsa44_key()}},
                                    progress, NoInterrupt()));
    }
};

void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::vector<fs::path> files_of(const LogPlace& place) {
    std::vector<fs::path> out;
    for (const auto& folder : {place.folder, place.record})
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && entry.path().filename() != "lock") out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

}  // namespace

TEST_CASE("a log as it was written is sound", "[storage][tlog][log_check]") {
    const CheckedHome home({20, 235, 1, 300, 7});
    const auto report = home.check();
    for (const auto& finding : report.findings) UNSCOPED_INFO(finding.file + ": " + finding.what);
    CHECK(report.is_sound());
    CHECK(report.head->size == TreeSize(564));
    CHECK(report.files == 10);
}

TEST_CASE("one flipped bit in any file of a log is found", "[storage][tlog][log_check]") {
    const CheckedHome home({20, 280});
    std::size_t flips = 0;
    for (const auto& path : files_of(home.place)) {
        const auto good = test::read(path);
        const std::size_t step = good.size() > 300 ? good.size() / 31 : 2;
        for (std::size_t byte = 0; byte < good.size(); byte += step) {
            auto bad = good;
            bad[byte] = static_cast<char>(bad[byte] ^ (1 << (byte % 8)));
            write(path, bad);
            INFO(path.string() << " byte " << byte);
            REQUIRE_FALSE(home.check().is_sound());
            ++flips;
        }
        write(path, good);
    }
    CHECK(home.check().is_sound());
    std::printf("log check: %zu flips in %zu files, all found\n", flips, files_of(home.place).size());
}

TEST_CASE("one file of a log that is gone or cut short is found", "[storage][tlog][log_check]") {
    const CheckedHome home({20, 280});
    for (const auto& path : files_of(home.place)) {
        // Both are absent before the first publication and the first witness.
        if (path.filename() == "checkpoint" || path.filename() == "witnesses") continue;
        INFO(path.string());
        const auto good = test::read(path);
        fs::remove(path);
        CHECK_FALSE(home.check().is_sound());
        write(path, good.substr(0, good.size() - 1));
        CHECK_FALSE(home.check().is_sound());
        write(path, good);
    }
    CHECK(home.check().is_sound());
}

TEST_CASE("an audit names each damaged file and goes on beside it", "[storage][tlog][log_check]") {
    const CheckedHome home({700});
    const auto tiles = home.place.folder / "tile";
    const auto damage = [&](const fs::path& path, std::size_t byte) {
        auto bytes = test::read(path);
        bytes[byte] = static_cast<char>(bytes[byte] ^ 0x10);
        write(path, bytes);
    };
    damage(tiles / "entries/000", 100);
    damage(tiles / "entries/002.p/189", 7000 % (189 * 34));
    damage(tiles / "0/001", 4000);
    const auto findings = home.check().findings;
    std::vector<std::string> files;
    for (const auto& finding : findings) files.push_back(finding.file);
    CHECK(std::ranges::count(files, "tile/entries/000") == 1);
    CHECK(std::ranges::count(files, "tile/entries/002.p/189") == 1);
    CHECK(std::ranges::count(files, "tile/0/001") == 1);
    CHECK(findings.front() == LogFinding{"tile/entries/000", "entry 2 does not hash to its leaf"});
}

TEST_CASE("what does not belong to a log is found, what a crash leaves is not", "[storage][tlog][log_check]") {
    const CheckedHome home({20});
    const auto folder = home.place.folder;
    write(folder / ".assay-12-3.part", "x");
    write(folder / "staging/0-000.p-22", "half");
    CHECK(home.check().is_sound());
    write(folder / "notes.txt", "x");
    CHECK(home.check().findings == std::vector<LogFinding>{{"notes.txt", "it does not belong to a log"}});
    fs::remove(folder / "notes.txt");
    write(folder / "tile/0/000.p/007", "x");
    CHECK(home.check().findings == std::vector<LogFinding>{{"tile/0/000.p/007", "it is no tile's file"}});
    fs::remove(folder / "tile/0/000.p/007");
    fs::create_symlink("1", folder / "tile/0/000.p/3");
    CHECK(home.check().findings == std::vector<LogFinding>{{"tile/0/000.p/3", "it is no tile's file"}});
    fs::remove(folder / "tile/0/000.p/3");
    write(folder / "tile/0/000.p/22", std::string(22 * 32, 'x'));
    CHECK(home.check().findings ==
          std::vector<LogFinding>{{"tile/0/000.p/22", "it is beyond all that has been signed"}});
    fs::remove(folder / "tile/0/000.p/22");
    write(folder / "tile/0/000.p/9", std::string(9 * 32, 'x'));
    CHECK(home.check().findings ==
          std::vector<LogFinding>{{"tile/0/000.p/9", "it is not the beginning of the wider tile"}});
}

TEST_CASE("a line by a key that was not configured is found in a checkpoint", "[storage][tlog][log_check]") {
    CheckedHome home({20});
    auto note = test::need(crypto::Note::parse(test::read(home.place.folder / "checkpoint")));
    const test::KeyPair stranger{5};
    const auto other =
        test::need(crypto::WitnessSigner::from(test::need(crypto::KeyName::parse("w.example")), stranger.signers()));
    test::need(note.add(
        test::need(other.cosign(test::need(crypto::Checkpoint::parse(note.unverified_text())), home.clock.now()))));
    write(home.place.folder / "checkpoint", note.render());
    const auto findings = home.check().findings;
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].what == "it has a line by \"w.example\", whose key is neither the log's nor a witness's");
}

TEST_CASE("an audit that cannot look is an error, and can be interrupted", "[storage][tlog][log_check]") {
    const CheckedHome home({20});
    NoProgress progress;
    const LogCheckKeys keys{.log = {home.signer.ed25519_key()}, .witnesses = {}};
    CHECK(check_log({home.home / "nowhere", home.place.record}, keys, progress, NoInterrupt()).error().kind() ==
          ErrorKind::NotFound);
    struct Now final : Interrupt {
        bool requested() const override { return true; }
        int descriptor() const override { return -1; }
    };
    CHECK(check_log(home.place, keys, progress, Now()).error().kind() == ErrorKind::Interrupted);
}

TEST_CASE("witnesses' sizes are read as they were written, and not otherwise", "[storage][tlog][witness_sizes]") {
    const WitnessSizes sizes = {{"a b", TreeSize(0)}, {"w1", TreeSize(12)}};
    const auto text = render_witness_sizes(sizes);
    CHECK(text.starts_with("assay-witnesses-v1\n0 a b\n12 w1\nsha256 "));
    CHECK(test::need(parse_witness_sizes(text)) == sizes);
    CHECK(test::need(parse_witness_sizes(render_witness_sizes({}))).empty());
    for (std::size_t end = 0; end < text.size(); ++end) CHECK_FALSE(parse_witness_sizes(text.substr(0, end)));
    CHECK_FALSE(parse_witness_sizes(text + "\n"));
    CHECK_FALSE(is_witness_name("a\nb"));
    CHECK_FALSE(is_witness_name(""));
}
