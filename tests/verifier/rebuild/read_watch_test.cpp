// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/read_watch.hpp"

#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::test;
using verifier::ReadWatch;

TEST_CASE("what is opened is seen by any of its names, and nothing else is", "[verifier][opaque]") {
    const TempFolder home;
    const auto folder = need(Folder::open(home.path()));
    for (const auto& path : {"one"_path, "other"_path, "renamed"_path})
        need(write_durably(folder, path, bytes_of("blob")));
    std::filesystem::create_hard_link(home.path() / "one", home.path() / "two");
    const std::vector<RelativePath> all{"one"_path, "two"_path, "other"_path, "renamed"_path};

    CHECK(need(need(ReadWatch::set(folder, all)).finish()).empty());

    auto watch = need(ReadWatch::set(folder, all));
    std::filesystem::create_hard_link(home.path() / "one", home.path() / "three");
    std::filesystem::rename(home.path() / "renamed", home.path() / "moved");
    need(read_file(folder, "three"_path, 10));
    need(read_file(folder, "moved"_path, 10));
    CHECK(need(watch.finish()) == std::set<RelativePath>{"one"_path, "two"_path, "renamed"_path});
}
