// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/packages_index.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;

namespace {

const std::string kStanza =
    "Package: hello\nSource: hello (2.10)\nVersion: 2.10-3\nArchitecture: amd64\nDescription: greets\n people\n"
    "Filename: pool/main/h/hello/hello_2.10-3_amd64.deb\nSize: 53080\n"
    "SHA256: 069754b87f7a546253554813252dacbd7a53e959845cc9f6e8f4c1c8fe3746c5\n";

std::string refusal_without(const std::string& field) {
    auto text = kStanza;
    const auto at = text.find(field);
    text.erase(at, text.find('\n', at) + 1 - at);
    MemorySource source(bytes_of(text));
    return test::message_of(for_each_package(source, [](const auto&) -> Status { return {}; }));
}

}  // namespace

TEST_CASE("a Packages file is read stanza by stanza", "[storage][recipe]") {
    const auto text = kStanza + "\n" + kStanza;
    MemorySource source(bytes_of(text));
    int seen = 0;
    test::need(for_each_package(source, [&](const IndexedPackage& package) -> Status {
        ++seen;
        CHECK(package.name == "hello");
        CHECK(package.version == "2.10-3");
        CHECK(package.architecture == "amd64");
        CHECK(package.filename == "pool/main/h/hello/hello_2.10-3_amd64.deb");
        CHECK(package.size == 53080);
        CHECK(encode_hex(package.sha256.view()).starts_with("069754b8"));
        return {};
    }));
    CHECK(seen == 2);
}

TEST_CASE("a package that lacks a field is refused", "[storage][recipe]") {
    for (const std::string field : {"Package", "Version", "Architecture", "Filename", "Size", "SHA256"})
        CHECK(refusal_without(field + ":").ends_with("field \"" + field + "\" is missing"));
}
