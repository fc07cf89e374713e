// SPDX-License-Identifier: Apache-2.0
#include "base/core/error_json.hpp"

#include "tests/support/support.hpp"

using namespace assay;

TEST_CASE("an error keeps its code on its way out", "[base][core][error]") {
    const auto failed = [] { return Status(fail(ErrorKind::Untrusted, "part-missing", "it carries one part")); }();
    CHECK(failed.error().message() == "part-missing: it carries one part");
    const auto outer = Error(failed.error()).within("opening x").as(ErrorKind::Invalid).with_hint("look");
    CHECK(outer.code() == "part-missing");
    CHECK(outer.kind() == ErrorKind::Invalid);
    CHECK(Error(ErrorKind::Io, "x").code().empty());
}

TEST_CASE("every kind of error has a name of its own", "[base][core][error]") {
    for (int i = 0; i <= static_cast<int>(ErrorKind::Internal); ++i)
        CHECK(parse_error_kind(name_of(static_cast<ErrorKind>(i))) == static_cast<ErrorKind>(i));
    CHECK(!parse_error_kind("odd"));
}

TEST_CASE("an error is the same after a way through JSON", "[base][core][error]") {
    const auto error = Error(ErrorKind::Busy, "opening \xff").with_code("held-by-another").with_hint("wait");
    const auto json = to_json(error);
    CHECK(json.render() ==
          R"({"kind":"busy","code":"held-by-another","message":"\"opening \\xff\"","hints":["wait"]})");
    const auto back = test::need(parse_error(json));
    CHECK(back.kind() == error.kind());
    CHECK(back.code() == error.code());
    CHECK(back.hints() == error.hints());

    const auto why = [&](const char* key, Json value) {
        auto changed = json;
        changed.set(key, std::move(value));
        return test::message_of(parse_error(changed));
    };
    CHECK(why("kind", "odd") == "error: \"kind\" is unknown");
    CHECK(why("code", "Odd One") == "error: \"code\" is not kebab-case");
    CHECK(why("code", std::string(65, 'a')) == "error: \"code\" is not kebab-case");
    CHECK(why("hints", Json::Array(17, Json("x"))) == "error: \"hints\" are too many");
    CHECK(!parse_error(Json("x")));
}
