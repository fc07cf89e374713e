// SPDX-License-Identifier: Apache-2.0
#include "verifier/influence/things.hpp"

#include "verifier/anatomy/archive.hpp"
#include "verifier/finding/finding.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kHeldBytesMax = std::uint64_t{32} << 20;
constexpr std::uint64_t kBatchBytes = std::uint64_t{32} << 20;
constexpr std::size_t kPathBytesMax = 800;

class Walk {
public:
    Walk(Budget& budget, const VisitThing& visit) : budget_(budget), visit_(visit) {}

    Status go(const ContentPtr& content, const std::string& path, std::optional<std::size_t> parent, unsigned depth) {
        const Thing thing{.number = count_++, .parent = parent, .path = path};
        TRY(visit_(thing, *content));
        const auto format = format_of(first_bytes(*content, kFormatProbeBytes));
        const bool is_compressed = compression_of(format) != storage::Compression::None;
        if (!is_compressed && !is_archive(format)) return {};
        if (depth == 0) {
            note(path, "lies too deep");
            return {};
        }
        if (is_archive(format)) return go_into(content, format, thing, depth - 1);
        const auto unpacked =
            settle(unpacked_content(content, compression_of(format), budget_), kHeldBytesMax, budget_);
        if (!unpacked.error) return go(unpacked.content, path, thing.number, depth - 1);
        note(path, unpacked.error->message());
        return {};
    }

    std::string release_note() { return std::move(note_); }

private:
    void note(const std::string& path, const std::string& why) {
        if (note_.empty()) note_ = finding_text((path.empty() ? "the file" : path) + ": " + why, kPathBytesMax);
    }

    Status go_into(const ContentPtr& archive, Format format, const Thing& thing, unsigned depth) {
        const auto listing = list_archive(*archive, format, budget_);
        if (listing.error) note(thing.path, listing.error->message());
        for (std::size_t done = 0; done < listing.members.size();) {
            std::vector<std::size_t> batch;
            std::uint64_t bytes = 0;
            for (; done < listing.members.size() && bytes < kBatchBytes; ++done) {
                const auto& member = listing.members[done];
                if (member.error) note(thing.path, member.error->message());
                if (member.size == 0 || member.error) continue;
                batch.push_back(done);
                bytes += member.size;
            }
            const auto contents = extract(archive, format, batch, budget_);
            if (!contents) {
                note(thing.path, contents.error().message());
                return {};
            }
            for (std::size_t i = 0; i < batch.size(); ++i) {
                auto path = thing.path.empty() ? std::string() : thing.path + " → ";
                path += finding_text(listing.members[batch[i]].name);
                if (path.size() > kPathBytesMax) path.resize(thing.path.size());
                TRY(go((*contents)[i], path, thing.number, depth));
            }
        }
        return {};
    }

    Budget& budget_;
    const VisitThing& visit_;
    std::size_t count_ = 0;
    std::string note_;
};

}  // namespace

Result<std::string> visit_things(const ContentPtr& file, Budget& budget, const VisitThing& visit) {
    Walk walk(budget, visit);
    TRY(walk.go(file, {}, {}, budget.limits().depth));
    return walk.release_note();
}

}  // namespace assay::verifier
