// SPDX-License-Identifier: Apache-2.0
#include "base/files/overwrite.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

using namespace assay;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, std::string_view text) { test::need(write_durably(path, bytes_of(text))); }

Status check(const fs::path& path) {
    const auto why_not = [](ByteView head) -> std::optional<std::string> {
        if (text_of(head) == "ours") return {};
        return "is no thing of ours";
    };
    return check_may_overwrite(path, {"thing", 4, why_not, "name another"});
}

}  // namespace

TEST_CASE("a file of ours replaces no file, an empty file or one of its kind", "[base][files][overwrite]") {
    const test::TempFolder temp;
    const auto path = temp.path() / "file";
    CHECK(check(path).has_value());
    put(path, "");
    CHECK(check(path).has_value());
    put(path, "ours, an older one");
    CHECK(check(path).has_value());
    for (const auto* other : {"oth", "others"}) {
        put(path, other);
        const auto refused = check(path);
        REQUIRE(!refused);
        CHECK(refused.error().kind() == ErrorKind::Conflict);
        CHECK(refused.error().message() == "thing \"" + path.string() + "\": exists already, and is no thing of ours");
        CHECK(refused.error().hints() == std::vector<std::string>{"name another"});
    }
}

TEST_CASE("a file of ours takes the place of no link, folder or device", "[base][files][overwrite]") {
    const test::TempFolder temp;
    put(temp / "ours", "ours");
    const auto link = temp.path() / "link";
    for (const auto* target : {"ours", "missing"}) {
        fs::create_symlink(target, link);
        CHECK(test::message_of(check(link)) ==
              "thing \"" + link.string() + "\": exists already, and is a symbolic link");
        fs::remove(link);
    }
    CHECK(test::message_of(check(temp.path())).ends_with("exists already, and is a folder"));
    CHECK(test::message_of(check("/dev/null")).ends_with("exists already, and is a character device"));
}
