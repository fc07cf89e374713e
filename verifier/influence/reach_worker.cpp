// SPDX-License-Identifier: Apache-2.0
#include "verifier/influence/reach_worker.hpp"

#include "base/core/json.hpp"
#include "crypto/primitive/digest.hpp"
#include "verifier/finding/finding.hpp"
#include "verifier/influence/things.hpp"
#include "verifier/influence/windows.hpp"

#include <set>

namespace assay::verifier {

namespace {

using crypto::Sha256;

constexpr std::size_t kWindowsOfPart = 16;  // of something packed in an input
constexpr std::size_t kAllWindowsMax = 200'000;
constexpr std::size_t kSmallestEqual = 16;  // bytes: shorter files are equal to others by chance
constexpr std::size_t kChunkBytes = 256U << 10;

struct Sized {
    Sha256 digest;
    std::uint64_t size = 0;
};

Result<Sized> digest_of(const Content& content) {
    const auto reader = TRY(content.open());
    crypto::HashStream<Sha256> hash;
    Bytes buffer(kChunkBytes);
    Sized out;
    while (const auto got = TRY(reader->read(buffer))) {
        hash.update(ByteView(buffer).first(got));
        out.size += got;
    }
    out.digest = hash.finish();
    return out;
}

class Search {
public:
    explicit Search(Budget& budget) : budget_(budget) {}

    /// Learns an input, and all that is packed in it.
    Status learn(std::size_t input, const ContentPtr& file, const Sha256& digest) {
        const auto note = TRY(visit_things(file, budget_, [&](const Thing& thing, const Content& content) -> Status {
            const auto sized = TRY(digest_of(content));
            if (thing.number == 0 && sized.digest != digest)
                return fail(ErrorKind::Untrusted, "an opaque input is not the file that its digest names");
            auto& pattern = patterns_[sized.digest];
            const bool is_known = !pattern.inputs.empty();
            pattern.inputs.insert(input);
            pattern.is_long = sized.size >= kSmallestEqual;
            if (is_known) return {};
            if (windows_.window_count() >= kAllWindowsMax) {
                add_note("there are too many opaque files to sample all of them");
                return {};
            }
            const auto windows = TRY(sample_windows(content, thing.number == 0 ? kWindowsMax : kWindowsOfPart));
            windows_.add(windows);
            by_number_.push_back(&pattern);
            return {};
        }));
        if (!note.empty()) add_note("an opaque input: " + note);
        return {};
    }

    Status search(const ContentPtr& artifact) {
        const auto note =
            TRY(visit_things(artifact, budget_, [&](const Thing& thing, const Content& content) -> Status {
                auto& found = found_.emplace_back();
                found.path = thing.path;
                found.parent = thing.parent;
                const auto sized = TRY(digest_of(content));
                if (const auto same = patterns_.find(sized.digest); same != patterns_.end() && same->second.is_long)
                    for (const auto input : same->second.inputs) found.inputs[input].is_equal = true;
                for (const auto& [number, windows] : TRY(windows_.find_in(content, budget_))) {
                    const Hit hit{.found = windows.count(), .sampled = windows_.windows_of(number)};
                    if (2 * hit.found < hit.sampled) continue;
                    for (const auto input : by_number_[number]->inputs) found.inputs[input].take(hit);
                }
                return {};
            }));
        if (!note.empty()) add_note(note);
        return {};
    }

    Json render() {
        keep_the_nearest();
        auto reached = Json::array();
        std::map<std::size_t, std::size_t> told;
        for (const auto& thing : found_)
            for (const auto& [input, hit] : thing.inputs) {
                if (told[input]++ >= kReachMembersMax) {
                    add_note("there are more members than can be listed");
                    continue;
                }
                reached.push(Json::object({{"input", Json::decimal(input)},
                                           {"how", hit.is_equal ? "equal" : "contains"},
                                           {"member", thing.path},
                                           {"found", Json::decimal(hit.found)},
                                           {"sampled", Json::decimal(hit.sampled)}}));
            }
        return Json::object({{"format", kReachFormat}, {"incomplete", note_}, {"reached", std::move(reached)}});
    }

private:
    struct Hit {
        bool is_equal = false;
        std::size_t found = 0;
        std::size_t sampled = 0;

        void take(const Hit& other) {
            if (!is_equal && (sampled == 0 || other.found * sampled > found * other.sampled)) *this = other;
        }
    };
    struct Pattern {
        std::set<std::size_t> inputs;  ///< that are or hold those bytes
        bool is_long = false;          ///< too long to be equal by chance
    };
    struct Found {
        std::string path;
        std::optional<std::size_t> parent;
        std::map<std::size_t, Hit> inputs;
    };

    void add_note(const std::string& why) {
        if (note_.empty()) note_ = finding_text(why, 800);
    }

    /// What is in a member is in all around it too. A whole file found whole is reported as that; else the innermost.
    void keep_the_nearest() {
        for (std::size_t i = found_.size(); i-- > 0;)
            for (auto at = found_[i].parent; at; at = found_[*at].parent)
                for (auto one = found_[i].inputs.begin(); one != found_[i].inputs.end();) {
                    const auto outer = found_[*at].inputs.find(one->first);
                    const bool is_within = outer != found_[*at].inputs.end();
                    if (is_within && outer->second.is_equal) {
                        one = found_[i].inputs.erase(one);
                        continue;
                    }
                    if (is_within) found_[*at].inputs.erase(outer);
                    ++one;
                }
    }

    Budget& budget_;
    WindowSet windows_;
    std::map<Sha256, Pattern> patterns_;
    std::vector<const Pattern*> by_number_;  // of a pattern in windows_
    std::vector<Found> found_;               // by number of the thing
    std::string note_;
};

}  // namespace

Result<Bytes> find_reached_in_worker(cell::Request& request) {
    constexpr std::size_t kSizeBytes = sizeof(std::uint64_t);
    constexpr std::size_t kFactBytes = kSizeBytes + Sha256::kSize;
    const auto count = request.files.size();
    if (count == 0 || count > 1 + kReachInputsMax || request.bytes.size() != count * kFactBytes)
        return fail(ErrorKind::Internal, "the search for opaque inputs was asked out of form");
    Budget budget;
    Search search(budget);
    const auto facts = [&](std::size_t file) { return ByteView(request.bytes).subspan(file * kFactBytes, kFactBytes); };
    const auto content = [&](std::size_t file) {
        return file_content(request.files[file], read_big_endian<std::uint64_t>(facts(file)), budget);
    };
    for (std::size_t file = 1; file < count; ++file)
        TRY(search.learn(file - 1, content(file), Sha256::copy_of(facts(file).subspan(kSizeBytes))));
    TRY(search.search(content(0)));
    return to_bytes(search.render().render());
}

}  // namespace assay::verifier
