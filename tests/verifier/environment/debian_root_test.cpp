// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/debian_root.hpp"

#include "storage/layout/layout.hpp"
#include "tests/base/cell/hostile.hpp"

#include <cstdlib>
#include <fstream>

using namespace assay;
using namespace assay::test;
namespace fs = std::filesystem;

namespace {

void write_text(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

/// A package of the vendor's own, made here; all that its root is made of.
struct Vendor {
    explicit Vendor(const fs::path& folder) : materials(folder / "materials") {
        const auto tree = folder / "tree", pool = materials / storage::layout::kPool.text();
        write_text(tree / "DEBIAN/control",
                   "Package: vendor-tool\nVersion: 1\nArchitecture: amd64\nMaintainer: a vendor <a@vendor>\n"
                   "Description: a tool\n");
        write_text(tree / "usr/bin/tool", "text\n");
        fs::create_directories(pool);
        const auto deb = pool / "vendor-tool_1_amd64.deb";
        const auto command =
            "dpkg-deb --root-owner-group --build '" + tree.string() + "' '" + deb.string() + "' >/dev/null";
        REQUIRE(std::system(command.c_str()) == 0);
        const auto bytes = test::read(deb);
        lock = need(storage::Lock::make(storage::DebianLock{
            .suite = "bookworm",
            .architecture = "amd64",
            .archives = {},
            .packages = {{"vendor-tool",
                          "1",
                          "amd64",
                          {"vendor-tool_1_amd64.deb"_path, crypto::sha256(bytes_of(bytes)), bytes.size()},
                          {}}}}));
    }

    fs::path materials;
    std::optional<storage::Lock> lock;
};

}  // namespace

TEST_CASE("packages that give no root are a result, in their tool's words, and nothing of them stays",
          "[verifier][environment][root]") {
    static_cast<void>(a_range());
    if (!fs::exists("/usr/bin/mmdebstrap") || !fs::exists("/usr/bin/apt-ftparchive")) SKIP("there is no mmdebstrap");
    const test::TempFolder temp;
    const Vendor vendor(temp.path());
    NoProgress progress;
    const NoInterrupt interrupt;
    const auto cache = temp / "roots";
    for (int i = 0; i < 2; ++i) {
        // It has no dpkg, so nothing can be configured in it.
        const auto root =
            need(verifier::debian_root(*vendor.lock, need(Folder::open(vendor.materials)), cache, progress, interrupt));
        CHECK(!root.folder);
        CHECK(root.failure.starts_with("assembling the build root: mmdebstrap ended with exit code "));
        CHECK(!root.failure_words.empty());
        std::vector<std::string> left;
        for (const auto& entry : fs::directory_iterator(cache)) left.push_back(entry.path().extension());
        CHECK(left == std::vector<std::string>{".lock"});
    }
}
