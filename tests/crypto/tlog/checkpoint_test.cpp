// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/checkpoint.hpp"

#include "tests/crypto/tlog/vector_file.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;

namespace {

constexpr auto kRoot = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

std::string body(const std::string& size) { return "log.example\n" + size + "\n" + kRoot + "\n"; }

}  // namespace

TEST_CASE("the shared vectors of checkpoints hold", "[crypto][checkpoint][vectors]") {
    const auto json = test::tlog_vectors("checkpoints.json");
    test::Tally tally("tlog-tiles/checkpoints");
    for (const auto& item : test::items_of(json, "cases")) {
        const auto id = test::text_of(item, "id");
        const auto text = test::text_of(item, "body");
        const auto checkpoint = Checkpoint::parse(text);
        if (id == "own-size-2^63" && !checkpoint && checkpoint.error().kind() == ErrorKind::Limit) {
            tally.skip("sizes from 2^63 on are over our limit, as the case allows");
            continue;
        }
        bool right = checkpoint.has_value() == test::wants_accept(item);
        if (right && checkpoint) {
            std::vector<std::string> extensions;
            for (const auto& line : test::items_of(item, "extensions")) extensions.push_back(*line.text());
            right = checkpoint->origin().text() == test::text_of(item, "origin") &&
                    checkpoint->size().render() == test::text_of(item, "size") &&
                    render_merkle_hash(checkpoint->root()) == test::text_of(item, "root_base64") &&
                    checkpoint->extensions() == extensions && checkpoint->render() == text;
        }
        tally.count(id, right, test::message_of(checkpoint));
    }
}

TEST_CASE("a checkpoint made is the checkpoint read", "[crypto][checkpoint]") {
    const Checkpoint checkpoint(test::need(Origin::parse("log.example")), {TreeSize(0), empty_root()});
    CHECK(checkpoint.render() == body("0"));
    CHECK(test::need(Checkpoint::parse(body("0"))) == checkpoint);
}

TEST_CASE("each malformed checkpoint is reported with its line and cause", "[crypto][checkpoint]") {
    const auto told = [](const std::string& text) { return test::message_of(Checkpoint::parse(text)); };
    CHECK(told("") == "reading checkpoint: it does not end in a newline");
    CHECK(told("\n") == "reading checkpoint: line 1 is empty");
    CHECK(told("a\n1\n") == "reading checkpoint: it has fewer than three lines");
    CHECK(told(body("01")) == "reading checkpoint: the tree size \"01\" is not a plain decimal number");
    CHECK(told(body("9223372036854775808")) ==
          "reading checkpoint: the tree size \"9223372036854775808\" is over 2^63-1");
    CHECK(told("log\r\n1\r\n" + std::string(kRoot) + "\r\n") ==
          "reading checkpoint: it has a control character at byte 3");
    CHECK(told("log\n1\nAAAA\n") == "reading checkpoint: the root hash has 3 bytes, not 32");
    CHECK(told(body("5") + "\n") == "reading checkpoint: line 4 is empty");
    CHECK(told("\xff\n1\n" + std::string(kRoot) + "\n") == "reading checkpoint: it is not UTF-8");
    CHECK(Checkpoint::parse(body("5") + std::string(kCheckpointBytesMax, 'x') + "\n").error().kind() ==
          ErrorKind::Limit);
}

TEST_CASE("an origin is one line of text", "[crypto][checkpoint]") {
    CHECK(Origin::parse("Go sum log 7"));
    for (const auto* bad : {"", "a\nb", "a\n", "a\tb", "a\rb", "\xff"}) CHECK_FALSE(Origin::parse(bad));
}

TEST_CASE("whatever parses as a checkpoint is written back as it was", "[crypto][checkpoint]") {
    CHECK(rc::check([](std::size_t at, char c) {
        auto text = body("5") + "extension\n";
        text[at % text.size()] = c;
        const auto checkpoint = Checkpoint::parse(text);
        if (checkpoint) RC_ASSERT(checkpoint->render() == text);
    }));
}
