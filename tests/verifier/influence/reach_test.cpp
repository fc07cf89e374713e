// SPDX-License-Identifier: Apache-2.0
#include "verifier/influence/reach.hpp"

#include "tests/verifier/pair.hpp"
#include "verifier/influence/reach_worker.hpp"
#include "verifier/influence/windows.hpp"

using namespace assay;
using namespace assay::verifier;
using namespace assay::test;

namespace {

std::string random_text(std::size_t size, std::uint64_t seed) {
    Bytes out(size);
    test::CountingRandom(seed).fill(out);
    return to_text(out);
}

/// The worker's answer without a cell: for each input, what Reached::render says.
std::vector<std::vector<std::string>> reach(const std::vector<std::filesystem::path>& inputs,
                                            const std::filesystem::path& artifact, std::string* incomplete = nullptr) {
    cell::Request request;
    auto files = inputs;
    files.insert(files.begin(), artifact);
    for (const auto& file : files) {
        request.files.push_back(file_of(file));
        append_big_endian(request.bytes, std::uint64_t{std::filesystem::file_size(file)});
        append(request.bytes, crypto::sha256(bytes_of(read(file))).view());
    }
    const auto json = need(Json::parse(text_of(need(find_reached_in_worker(request)))));
    if (incomplete != nullptr) *incomplete = json.text_at("incomplete");
    std::vector<std::vector<std::string>> out(inputs.size());
    for (const auto& item : *json.find("reached")->items()) {
        const Reached one{item.text_at("how") == "equal" ? Reached::How::Equal : Reached::How::Contains,
                          std::string(item.text_at("member")), std::stoull(std::string(item.text_at("found"))),
                          std::stoull(std::string(item.text_at("sampled")))};
        out.at(std::stoull(std::string(item.text_at("input")))).push_back(one.render());
    }
    return out;
}

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("a prebuilt file copied out is found in the package, whole", "[verifier][reach]") {
    const test::TempFolder folder;
    write(folder / "blob", random_text(100'000, 1));
    write(folder / "other", random_text(100'000, 2));
    write(folder / "tiny", "0123456789abcdef!");
    const PackageTree tree(folder / "tree");
    write(tree.root() / "usr/lib/copied.bin", read(folder / "blob"));
    write(tree.root() / "usr/lib/tiny", read(folder / "tiny"));
    std::string incomplete;
    const auto found = reach({folder / "blob", folder / "other", folder / "tiny"}, pack(tree.root()), &incomplete);
    CHECK(found[0] == Found{"data.tar.xz → ./usr/lib/copied.bin"});
    CHECK(found[1].empty());
    CHECK(found[2] == Found{"data.tar.xz → ./usr/lib/tiny"});
    CHECK(incomplete.empty());
}

TEST_CASE("a file put into another, at any offset and cut at its ends, is found there", "[verifier][reach]") {
    const test::TempFolder folder;
    const auto blob = random_text(50'000, 3);
    write(folder / "blob", blob);
    write(folder / "artifact", random_text(12'345, 4) + blob.substr(1000, 48'000) + random_text(77, 5));
    const auto found = reach({folder / "blob"}, folder / "artifact");
    REQUIRE(found[0].size() == 1);
    CHECK(found[0][0].starts_with("the artifact itself ("));
    // Less than half of it is not enough to say so.
    write(folder / "artifact", random_text(12'345, 4) + blob.substr(0, 20'000) + random_text(77, 5));
    CHECK(reach({folder / "blob"}, folder / "artifact")[0].empty());
}

TEST_CASE("what was packed in an opaque file is found once unpacked", "[verifier][reach]") {
    const test::TempFolder folder;
    write(folder / "p/one.so", random_text(30'000, 6));
    write(folder / "p/two.so", random_text(30'000, 7));
    shell("cd '" + folder.path().string() + "' && tar -czf sdk.tgz p && xz -k p/two.so");
    const PackageTree tree(folder / "tree");
    write(tree.root() / "usr/lib/two.so", read(folder / "p/two.so"));
    const auto deb = pack(tree.root());
    const auto found = reach({folder / "sdk.tgz", folder / "p/two.so.xz", folder / "p/one.so"}, deb);
    CHECK(found[0] == Found{"data.tar.xz → ./usr/lib/two.so"});
    CHECK(found[1] == Found{"data.tar.xz → ./usr/lib/two.so"});
    CHECK(found[2].empty());
}

TEST_CASE("zeros and text that everything shares reach nowhere", "[verifier][reach]") {
    const test::TempFolder folder;
    write(folder / "zeros", std::string(100'000, '\0'));
    write(folder / "artifact", std::string(300'000, '\0') + random_text(1000, 8));
    CHECK(reach({folder / "zeros"}, folder / "artifact")[0].empty());
    write(folder / "empty", "");
    CHECK(reach({folder / "empty"}, folder / "empty")[0].empty());
}

TEST_CASE("a window is found wherever it lies", "[verifier][reach]") {
    Budget budget;
    const auto content = [&](const std::string& text) {
        return memory_content(to_bytes(text), *budget.hold(text.size()), budget);
    };
    const auto blob = random_text(64, 9);
    WindowSet set;
    CHECK(set.add(need(sample_windows(*content(blob), 64))) == 0);
    REQUIRE(set.windows_of(0) == 2);
    for (const std::size_t before : {0UL, 1UL, 31UL, 32UL, 33UL, 262'100UL, 262'143UL, 262'144UL, 262'160UL}) {
        INFO(before);
        const auto hits = need(set.find_in(*content(std::string(before, 'x') + blob + "tail"), budget));
        REQUIRE(hits.size() == 1);
        CHECK(hits.at(0).count() == 2);
    }
    CHECK(need(set.find_in(*content(blob.substr(0, 31)), budget)).empty());
    CHECK(need(set.find_in(*content(""), budget)).empty());
}

TEST_CASE("the search runs in a cell, and a cell that fails makes it incomplete", "[verifier][reach][cell]") {
    const auto options = real_workers();
    const test::TempFolder folder;
    write(folder / "blob", random_text(100'000, 1));
    write(folder / "artifact", "before" + read(folder / "blob"));
    const auto blob = file_of(folder / "blob"), artifact = file_of(folder / "artifact");
    const auto digest = crypto::sha256(bytes_of(read(folder / "blob")));
    // More than fit in one call.
    const std::vector<OpaqueInput> inputs(70, OpaqueInput{"lib/blob", digest, blob});
    auto found = need(find_reached(inputs, artifact, options));
    CHECK(found.incomplete.empty());
    REQUIRE(found.inputs.size() == 70);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        REQUIRE(found.inputs[i].size() == 1);
        CHECK(found.inputs[i][0].how == Reached::How::Contains);
    }
    found = need(find_reached({{"lib/blob", crypto::Sha256(), blob}}, artifact, options));
    CHECK(found.incomplete.find("not the file that its digest names") != std::string::npos);
    for (const std::string program : {"crash", "praise"}) {
        found = need(find_reached(inputs, artifact, real_workers(program)));
        CHECK(found.incomplete.starts_with("could not look inside: "));
        CHECK(found.inputs.front().empty());
    }
}
