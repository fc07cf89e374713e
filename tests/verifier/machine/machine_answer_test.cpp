// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/machine_answer.hpp"

#include "tests/support/support.hpp"
#include "verifier/machine/build_machine.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace assay;
using namespace assay::test;
using verifier::MachineAnswer;
namespace fs = std::filesystem;
namespace guest = verifier::guest;

namespace {

/// A disk as a machine could have written it, and the folder that artifacts go to.
class Disk {
public:
    explicit Disk(std::vector<RelativePath> artifacts) : artifacts_(std::move(artifacts)) {
        std::memcpy(head.format, guest::kAnswerFormat, sizeof head.format);
        head.ending = static_cast<std::uint32_t>(guest::Ending::Code);
        head.artifacts = static_cast<std::uint32_t>(artifacts_.size());
        fs::create_directory(temp_ / "out");
    }

    Result<MachineAnswer> read() {
        file_ = need(Descriptor::open(temp_ / "disk", O_RDWR | O_CREAT | O_TRUNC, 0600));
        REQUIRE(::ftruncate(file_.number(), 1 << 20) == 0);
        need(file_.pwrite_all({reinterpret_cast<const std::uint8_t*>(&head), sizeof head}, 0));
        need(
            file_.pwrite_all({reinterpret_cast<const std::uint8_t*>(sizes.data()), sizes.size() * 8}, guest::kTableAt));
        auto at = guest::data_at(sizes.size());
        for (const auto& text : contents) {
            need(file_.pwrite_all(bytes_of(text), at));
            at += guest::aligned(text.size());
        }
        if (length) REQUIRE(::ftruncate(file_.number(), *length) == 0);
        return MachineAnswer::read(file_, artifacts_);
    }
    Result<std::string> take() {
        const auto answer = need(read());
        return answer.take(file_, artifacts_, need(Folder::open(temp_ / "out")));
    }
    fs::path out(const std::string& name) const { return temp_ / "out" / name; }

    guest::AnswerHead head{};
    std::vector<std::uint64_t> sizes;
    std::vector<std::string> contents;
    std::optional<off_t> length;

private:
    test::TempFolder temp_;
    std::vector<RelativePath> artifacts_;
    Descriptor file_;
};

struct Two : Disk {
    Two() : Disk({"bin/tool"_path, "doc"_path}) {
        sizes = {5, 3};
        contents = {"hello", "one"};
    }
};

}  // namespace

TEST_CASE("a machine's artifacts are put where the room asked for them", "[verifier][machine][answer]") {
    Two disk;
    CHECK(need(disk.read()).failure().empty());
    CHECK(need(disk.take()).empty());
    CHECK(read(disk.out("bin/tool")) == "hello");
    CHECK(read(disk.out("doc")) == "one");
}

TEST_CASE("what a machine has no regular file for is none", "[verifier][machine][answer]") {
    Two disk;
    disk.sizes = {guest::kMissing, guest::kNoFile};
    disk.contents.clear();
    CHECK(need(disk.take()).empty());
    CHECK(!fs::exists(disk.out("bin")));
    CHECK(fs::is_directory(disk.out("doc")));
}

TEST_CASE("a machine's ending is told in a cell's words", "[verifier][machine][answer]") {
    const auto words = [](guest::Ending ending, unsigned value) {
        Two disk;
        disk.head.ending = static_cast<std::uint32_t>(ending);
        disk.head.value = value;
        return need(disk.read()).failure();
    };
    CHECK(words(guest::Ending::Code, 2) == "ended with exit code 2");
    CHECK(words(guest::Ending::Signal, 9).find("signal 9") != std::string::npos);
    CHECK(words(guest::Ending::Memory, 0).find("memory") != std::string::npos);
    CHECK(words(guest::Ending::Wall, 0).find("longer") != std::string::npos);
}

TEST_CASE("an answer that the page does not allow is invalid", "[verifier][machine][answer]") {
    const auto said = [](const auto& change) {
        Two disk;
        change(disk);
        const auto answer = disk.read();
        REQUIRE_FALSE(answer);
        CHECK(answer.error().kind() == ErrorKind::Invalid);
        return answer.error().message();
    };
    CHECK(said([](Disk& disk) { disk.head.format[0] = 0; }).find("there is none") != std::string::npos);
    CHECK(said([](Disk& disk) { disk.head.ending = 0; }).find("no ending") != std::string::npos);
    CHECK(said([](Disk& disk) { disk.head.ending = 9; }).find("no ending") != std::string::npos);
    CHECK(said([](Disk& disk) { disk.head.value = 256; }).find("no ending") != std::string::npos);
    CHECK(said([](Disk& disk) { disk.head.processes_exhausted = 2; }).find("neither") != std::string::npos);
    CHECK(said([](Disk& disk) { disk.head.artifacts = 3; }).find("other artifacts") != std::string::npos);
    CHECK(said([](Disk& disk) { disk.sizes[0] = verifier::build_limits::kFileBytesMax + 1; }).find("larger file") !=
          std::string::npos);
    said([](Disk& disk) { disk.length = 0; });
    said([](Disk& disk) { disk.length = guest::kTableAt; });
}

TEST_CASE("a file below a file is no answer", "[verifier][machine][answer]") {
    Disk disk({"a"_path, "a/b"_path});
    disk.sizes = {1, 1};
    CHECK(message_of(disk.read()).find("a file below a file") != std::string::npos);
    disk.sizes = {guest::kNoFile, 1};
    CHECK(need(disk.take()).empty());
}

TEST_CASE("artifacts that come to too much, or end before their end, are not taken", "[verifier][machine][answer]") {
    Disk many({"a"_path, "b"_path, "c"_path, "d"_path, "e"_path});
    many.sizes.assign(5, verifier::build_limits::kFileBytesMax);
    CHECK(need(many.take()).find("the artifacts come to") == 0);
    Two cut;
    cut.sizes = {1 << 20, 3};
    CHECK(cut.take().error().kind() == ErrorKind::Invalid);
}
