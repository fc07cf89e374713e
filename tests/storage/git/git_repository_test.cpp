// SPDX-License-Identifier: Apache-2.0
#include "storage/git/git_repository.hpp"

#include "base/core/text.hpp"
#include "tests/storage/git/git_fixture.hpp"

#include <map>

using namespace assay;
using namespace assay::storage;
using test::GitFixture;

namespace {

crypto::Sha1 id_of(std::string_view hex) { return test::need(decode_hex_as<crypto::Sha1>(hex, "id")); }

/// A repository that holds one pack after the other.
class PackFixture {
public:
    using Ids = std::vector<crypto::Sha1>;

    void hold(const std::map<std::string, std::string>& files) const {
        std::filesystem::remove_all(packs());
        for (const auto& [name, bytes] : files) test::write(packs() / name, bytes);
    }
    /// Makes the index of a pack by git; false where it refuses the pack.
    bool index(const std::string& pack) const {
        hold({{"pack-x.pack", pack}});
        return git_.try_git("index-pack .git/objects/pack/pack-x.pack");
    }
    Ids ids() const {
        Ids out;
        const auto listed = git_.git("cat-file --batch-all-objects --batch-check='%(objectname)'");
        for (const auto& id : split(listed, '\n'))
            if (!id.empty()) out.push_back(id_of(id));
        return out;
    }
    /// How many of the objects can be read; none when one was read that is another.
    std::optional<std::size_t> read_all(const Ids& ids) const {
        const auto repository = GitRepository::open(git_.path());
        if (!repository) return 0;
        std::size_t read = 0;
        for (const auto& id : ids) {
            const auto object = repository->read(id, 64U << 20);
            if (!object) continue;
            if (git_ids(object->type, object->content).sha1 != id) return {};
            ++read;
        }
        return read;
    }

private:
    std::filesystem::path packs() const { return git_.path() / ".git/objects/pack"; }
    GitFixture git_;
};

}  // namespace

TEST_CASE("objects are read by their ids, and only up to a size", "[storage][intake]") {
    const GitFixture git;
    git.write("a", "12345");
    git.commit();
    const auto repository = test::need(GitRepository::open(git.path()));
    const auto id = id_of(git.git("rev-parse HEAD:a"));
    CHECK(text_of(test::need(repository.read(id, 5)).content) == "12345");
    CHECK(repository.read(id, 4).error().kind() == ErrorKind::Limit);
    CHECK(repository.has(id));
    CHECK_FALSE(repository.has(id_of(std::string(40, '1'))));
    CHECK(repository.read(id_of(std::string(40, '1')), 5).error().kind() == ErrorKind::NotFound);
    CHECK(test::need(repository.resolve("HEAD:a")) == id);
    CHECK_FALSE(repository.is_shallow());
}

TEST_CASE("an object that was damaged on disk is refused", "[storage][intake]") {
    const GitFixture git;
    git.write("a", "12345");
    git.commit();
    const auto hex = git.git("rev-parse HEAD:a"), other = git.store("blob", bytes_of("54321"));
    const auto place = [&](const std::string& id) {
        return git.path() / ".git/objects" / id.substr(0, 2) / id.substr(2);
    };
    std::filesystem::remove(place(hex));
    std::filesystem::copy_file(place(other), place(hex));
    const auto repository = test::need(GitRepository::open(git.path()));
    CHECK_FALSE(repository.read(id_of(hex), 100).has_value());
    CHECK(repository.read(id_of(other), 100).has_value());
}

TEST_CASE("hostile packs and indexes give the bytes their ids say, or nothing", "[storage][intake]") {
    test::Tally tally("git-hostile packs");
    const auto set = test::vectors("git-hostile");
    const auto cases = test::read_json(set / "cases.json");
    const PackFixture git;
    const auto control = test::read(set / "index-sha1/control.pack"),
               control_index = test::read(set / "index-sha1/control.idx");
    const auto name = "pack-" + encode_hex(bytes_of(control).last(20));
    REQUIRE(git.index(control));
    const auto control_ids = git.ids();
    REQUIRE(git.read_all(control_ids) == control_ids.size());
    for (const auto& item : *cases.find("cases")->items()) {
        const std::filesystem::path file(std::string(item.text_at("file")));
        const auto kind = file.extension().string();
        if (item.text_at("format") == "sha256") {
            tally.skip("git's SHA-256 object format is not read");
            continue;
        }
        if (kind == ".commit-graph") {
            tally.skip("commit graphs are not read");
            continue;
        }
        auto ids = control_ids;
        if (kind == ".pack") {
            // Only an index makes a pack part of a repository, and git makes none for a pack it refuses.
            if (!git.index(test::read(set / file))) {
                tally.skip("git makes no index for it, so no repository holds it");
                continue;
            }
            ids = git.ids();
        } else if (kind == ".idx") {
            git.hold({{name + ".pack", control}, {name + ".idx", test::read(set / file)}});
        } else {
            git.hold({{name + ".pack", control},
                      {name + ".idx", control_index},
                      {"multi-pack-index", test::read(set / file)}});
        }
        // To refuse a damaged index is not to read through it: objects may still be found by another way.
        const auto read = git.read_all(ids);
        const bool must_read = item.text_at("expect") == "accept";
        tally.count(file.string(), read.has_value() && (!must_read || *read == ids.size()),
                    std::to_string(read.value_or(0)));
    }
}
