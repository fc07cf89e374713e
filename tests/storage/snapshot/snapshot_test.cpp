// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/snapshot.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using storage::Snapshot;

namespace {

const std::string kText = R"({"git_tree":"6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",)"
                          R"("swhid":"swh:1:dir:4b825dc642cb6eb9a060e54bf8d69288fbee4904","files":"0",)"
                          R"("bytes":"18446744073709551615","lines":"7"})";

std::string refusal_of(std::string_view from, std::string_view to) {
    auto text = kText;
    text.replace(text.find(from), from.size(), to);
    return test::message_of(Snapshot::parse(test::need(Json::parse(text))));
}

}  // namespace

TEST_CASE("a snapshot is rendered as it was read", "[storage][snapshot]") {
    const auto snapshot = test::need(Snapshot::parse(test::need(Json::parse(kText))));
    CHECK(snapshot.bytes == 18446744073709551615U);
    CHECK(snapshot.lines == 7);
    CHECK(snapshot.render().render() == kText);
    auto uncounted = snapshot;
    uncounted.lines.reset();
    CHECK(test::need(Snapshot::parse(uncounted.render())) == uncounted);
    CHECK(uncounted.is_same_tree_as(snapshot));
}

TEST_CASE("a snapshot with a wrong member is invalid, in words of its own", "[storage][snapshot]") {
    CHECK(refusal_of("\"6ef1", "\"6EF1") == "snapshot: \"git_tree\" is not 64 lower-case hexadecimal digits");
    CHECK(refusal_of("1:dir", "1:cnt") ==
          "snapshot: \"swh:1:cnt:4b825dc642cb6eb9a060e54bf8d69288fbee4904\" is no directory");
    CHECK(refusal_of("swh:1", "swh:2") ==
          "snapshot: \"swh:2:dir:4b825dc642cb6eb9a060e54bf8d69288fbee4904\" is not a SWHID of version 1");
    CHECK(refusal_of("\"0\"", "0").find("\"files\"") != std::string::npos);
    CHECK(refusal_of("\"lines\"", "\"times\"").find("\"times\"") != std::string::npos);
    CHECK(refusal_of("\"files\":\"0\",", "").find("\"files\" is missing") != std::string::npos);
}

TEST_CASE("two snapshots are of one tree only when ids and counts agree", "[storage][snapshot]") {
    const auto snapshot = test::need(Snapshot::parse(test::need(Json::parse(kText))));
    auto other = snapshot;
    other.ids.sha1.data()[0] ^= 1;
    CHECK_FALSE(other.is_same_tree_as(snapshot));
    other = snapshot;
    other.ids.sha256.data()[31] ^= 1;
    CHECK_FALSE(other.is_same_tree_as(snapshot));
    other = snapshot;
    other.files += 1;
    CHECK_FALSE(other.is_same_tree_as(snapshot));
}
