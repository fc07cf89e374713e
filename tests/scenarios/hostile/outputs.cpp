// SPDX-License-Identifier: Apache-2.0
// What a build leaves to be taken out.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/work_folder.hpp"
#include "verifier/rebuild/take_out.hpp"

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

namespace assay::hostile {

namespace fs = std::filesystem;

void outputs(const Folder& place) {
    const Ids ids = build_user();
    const auto out = need(cell::make_work_folder(place, "out"_path, *ids));
    const auto taken_to = need(place.make_folder("outputs"_path, 0700));
    auto spec = shell(
        "cd /work; truncate -s 300M 1; for i in 2 3 4 5 6; do ln 1 $i; done; echo text >shut; chmod 0 shut; mkdir -p "
        "a/b; "
        "echo text >a/b/c; chmod 04000 a/b/c; chmod 0 a/b a; ln -s /etc/passwd link; mkfifo fifo; "
        "for i in 1 2 3 4 5; do truncate -s 15G large$i; done; cp /usr/bin/true tool; chmod 6755 tool");
    show_work(spec, out, ids);
    const auto made = need(cell::run(std::move(spec)));
    if (!made.succeeded()) need(Status(fail(ErrorKind::Internal, words(made))));
    need(cell::take_back_tree(out, *ids));

    const auto blocks_of = [](const fs::path& path) { return outside("du -sm '" + path.string() + "' | cut -f 1"); };
    const auto copies = fs::path(place.name()) / "copies";
    const auto control =
        outside("mkdir '" + copies.string() + "'; for i in 1 2 3 4 5 6; do cat '" + out.name() + "'/$i >'" +
                copies.string() + "'/$i; done; du -sm '" + copies.string() + "' | cut -f 1");
    fs::remove_all(copies);
    const auto six =
        verifier::take_artifacts(out, {"1"_path, "2"_path, "3"_path, "4"_path, "5"_path, "6"_path}, taken_to);
    row("one hole of 300 MiB under six names takes no disk on its way out",
        six && six->failure.empty() && six->artifacts.size() == 6 && std::atoi(blocks_of(taken_to.name()).c_str()) < 2,
        "copied: " + control + " MiB");
    const auto open_plainly = [&](const RelativePath& path) {
        const auto file = out.open_file(path);
        return file ? std::string("opened") : file.error().message();
    };
    const auto plain_shut = open_plainly("shut"_path), plain_deep = open_plainly("a/b/c"_path);
    const auto shut = verifier::take_artifacts(out, {"shut"_path}, taken_to);
    row("an artifact of mode 000 is taken", shut && shut->artifacts.size() == 1,
        "plain: " + plain_shut.substr(plain_shut.rfind(": ") == std::string::npos ? 0 : plain_shut.rfind(": ") + 2));
    const auto deep = verifier::take_artifacts(out, {"a/b/c"_path}, taken_to);
    row("so is one in folders of mode 000", deep && deep->artifacts.size() == 1,
        "plain: " + plain_deep.substr(plain_deep.rfind(": ") == std::string::npos ? 0 : plain_deep.rfind(": ") + 2));
    for (const auto& [path, what] : std::vector<std::pair<RelativePath, std::string>>{
             {"link"_path, "a link"}, {"fifo"_path, "a FIFO"}, {"a"_path, "a folder"}, {"gone"_path, "nothing"}}) {
        const auto taken = verifier::take_artifacts(out, {path}, taken_to);
        row(what + " for an artifact is a failed build, not an error", taken && !taken->failure.empty(),
            "opened by name: " +
                outside("timeout 1 head -c 9 '" + out.name() + "/" + path.text() + "'; echo ended with $?"));
    }
    const auto large = verifier::take_artifacts(
        out, {"large1"_path, "large2"_path, "large3"_path, "large4"_path, "large5"_path}, taken_to);
    row("75 GB of holes are a failed build, not an error", large && !large->failure.empty(),
        "no bound: " + outside("du -cm --apparent-size '" + out.name() + "'/large* | tail -1 | cut -f 1") +
            " MiB to hash");
    const auto built_mode = outside("stat -c %a '" + out.name() + "/tool'");
    const auto tool = verifier::take_artifacts(out, {"tool"_path}, taken_to);
    struct ::stat raw{};
    const auto path = taken_to.name() + "/artifacts/tool";
    row("an artifact has no set-id bit where it is kept",
        tool && ::stat(path.c_str(), &raw) == 0 && (raw.st_mode & 07777) == 0644 && raw.st_uid == ::geteuid(),
        "as built: " + built_mode);
    need(cell::empty_work_folder(out, ids));
}

}  // namespace assay::hostile
