// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/root_cache.hpp"

#include "base/cell/work_folder.hpp"
#include "base/cell/worker.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/private_folder.hpp"
#include "base/files/read.hpp"
#include "verifier/environment/root_index.hpp"
#include "verifier/environment/root_seal.hpp"

#include <chrono>
#include <thread>

namespace assay::verifier {

namespace {

constexpr std::string_view kFormat = "assay-root-v3";
constexpr std::size_t kNoteBytesMax = 4096;
constexpr std::size_t kIndexBytesMax = std::size_t{2} << 30;
/// Longer than one step of the clock that gives files their times, on any kernel.
constexpr std::chrono::milliseconds kClockStep{50};

/// Which boot of the machine this is; empty where the kernel does not say.
std::string boot() {
    const auto text = read_file("/proc/sys/kernel/random/boot_id", 128);
    return text ? std::string(trim(text_of(*text))) : std::string();
}

/// What the note beside a root says.
struct Note {
    std::string tree, state, boot;
    double seconds;
};

std::optional<Note> parse_note(const std::string& text) {
    const auto json = Json::parse(text, {.bytes = kNoteBytesMax, .depth = 4});
    if (!json || json->text_at("format") != kFormat) return {};
    const auto* milliseconds = json->find("milliseconds");
    if (milliseconds == nullptr || milliseconds->integer() == nullptr) return {};
    return Note{std::string(json->text_at("tree")), std::string(json->text_at("state")),
                std::string(json->text_at("boot")), static_cast<double>(*milliseconds->integer()) / 1000};
}

/// The lines of the tree in an index.
std::string_view tree_in(std::string_view index) {
    const auto end = index.find("\n\n");
    return end == std::string_view::npos ? index : index.substr(0, end + 1);
}

/// A change after this has another time than all before it.
void wait_past(std::int64_t nanoseconds) {
    const auto last = std::chrono::system_clock::time_point(std::chrono::nanoseconds(nanoseconds));
    const auto left = last + kClockStep - std::chrono::system_clock::now();
    if (left > std::chrono::nanoseconds(0)) std::this_thread::sleep_for(std::min<decltype(left)>(left, kClockStep));
}

}  // namespace

RelativePath RootCache::place(std::string_view end) const { return *RelativePath::parse(name_ + std::string(end)); }

Result<RootCache> RootCache::open(const std::filesystem::path& cache, const crypto::Sha256& lock) {
    auto folder = TRY_WITHIN("the cache of build roots", private_folder(cache));
    auto name = crypto::hex(lock);
    auto held = TRY(FileLock::take(folder, *RelativePath::parse(name + ".lock")));
    return RootCache(std::move(folder), std::move(name), std::move(held));
}

Result<std::optional<std::string>> RootCache::compare(const Folder& root, const std::string& note_text) const {
    using Difference = std::optional<std::string>;
    const auto note = parse_note(note_text);
    if (!note) return Difference("its note is of another form");
    auto found = RootIndex::look(root);
    // What cannot even be looked at was not kept so.
    if (!found && found.error().kind() == ErrorKind::Io) return fail(std::move(found).error());
    if (!found) return Difference(found.error().message());
    const auto state = found->state();
    const auto here = boot();
    if (!here.empty() && note->boot == here && note->state == crypto::hex(state)) return Difference();
    if (const auto read = found->read(root); !read) {
        if (read.error().kind() == ErrorKind::Io) return fail(read.error());
        return Difference(read.error().message());
    }
    const auto text = found->render();
    const auto tree = crypto::sha256(bytes_of(text));
    if (crypto::hex(tree) == note->tree) {
        TRY(this->note(tree, state, note->seconds));
        return Difference();
    }
    const auto kept = read_file(folder_, place(".index"), kIndexBytesMax);
    if (!kept || crypto::hex(crypto::sha256(bytes_of(tree_in(text_of(*kept))))) != note->tree)
        return Difference("its index is not the one that was kept");
    return Difference(difference_of(tree_in(text_of(*kept)), text));
}

Result<std::optional<KeptRoot>> RootCache::find() {
    if (!TRY(folder_.exists(place(".json"))) || !TRY(folder_.exists(place("")))) return std::optional<KeptRoot>();
    const auto text = to_text(TRY(read_file(folder_, place(".json"), kNoteBytesMax)));
    auto root = folder_.folder(place(""));
    if (!root) {
        changed_ = root.error().message();
        return std::optional<KeptRoot>();
    }
    if (auto difference = TRY(compare(*root, text))) {
        changed_ = std::move(*difference);
        return std::optional<KeptRoot>();
    }
    return std::optional<KeptRoot>(KeptRoot{std::move(*root), parse_note(text)->seconds});
}

Status RootCache::remove(const RelativePath& what) const {
    if (!TRY(folder_.exists(what))) return {};
    return cell::remove_work_tree(folder_, what);
}

Result<Folder> RootCache::begin() {
    // The note first: it must not speak of a root that is half gone.
    if (TRY(folder_.exists(place(".json")))) TRY(folder_.remove(place(".json")));
    TRY(folder_.sync());
    for (const auto* end : {".part", "", ".index"}) TRY(remove(place(end)));
    auto work = TRY(folder_.make_folder(place(".part"), 0755));
    TRY(work.descriptor().set_mode(0755));
    return work;
}

Status RootCache::note(const crypto::Sha256& tree, const crypto::Sha256& state, double seconds) const {
    const auto json = Json::object({{"format", kFormat},
                                    {"milliseconds", static_cast<std::int64_t>(seconds * 1000)},
                                    {"tree", crypto::hex(tree)},
                                    {"state", crypto::hex(state)},
                                    {"boot", boot()}});
    return write_durably(folder_, place(".json"), bytes_of(json.render_pretty()), {.mode = 0600});
}

Result<KeptRoot> RootCache::keep(const Folder& work, const std::shared_ptr<const cell::HostIds>& ids, double seconds) {
    const auto removed = TRY_WITHIN(
        "sealing the build root",
        cell::call_keeper(
            {.name = std::string(kSealRootWorker),
             .request = {},
             .folder = work,
             .ids = ids,
             .limits = {
                 .wall_seconds = 600, .cpu_seconds = 600, .memory_bytes = 1U << 30, .processes = 1, .free_bytes = 0}}));
    // In the cell nothing was synced: the note, which is, must not outlive what it speaks of.
    TRY(work.sync_file_system());
    // Only who owns a folder may move it to another one.
    const auto made = TRY(work.folder("root"_path));
    TRY(cell::take_back_folder(work, *ids));
    TRY(cell::take_back_folder(made, *ids));
    TRY(folder_.rename(TRY(place(".part").join("root"_path)), place(""), WhenPresent::Refuse));
    TRY(cell::give_folder(made, *ids));
    TRY(remove(place(".part")));
    auto root = TRY(folder_.folder(place("")));
    wait_past(TRY(RootIndex::look(root)).last_change());
    auto index = TRY(RootIndex::look(root));
    TRY_WITHIN("reading the build root", index.read(root));
    const auto text = index.render();
    TRY(write_durably(folder_, place(".index"), bytes_of(text + "\n" + to_text(removed)), {.mode = 0600}));
    TRY(note(crypto::sha256(bytes_of(text)), index.state(), seconds));
    return KeptRoot{std::move(root), seconds};
}

Status RootCache::abandon() { return remove(place(".part")); }

}  // namespace assay::verifier
