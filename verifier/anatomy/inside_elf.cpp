// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/inside.hpp"

#include "base/core/encoding.hpp"
#include "verifier/anatomy/elf_layout.hpp"

#include <algorithm>
#include <map>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kElfBytesMax = std::uint64_t{48} << 20;

constexpr std::pair<std::string_view, std::string_view> kMeanings[] = {
    {".note.gnu.build-id", "the build id, which the linker makes from all the rest"},
    {".gnu_debuglink", "the name and check sum of the file of debug symbols"},
    {".gnu_debugaltlink", "the name and build id of a shared file of debug symbols"},
    {".comment", "the versions of the compilers"},
    {".note.package", "what the distribution says of the package"},
    {".note.ABI-tag", "the oldest kernel it runs on"},
    {".gnu_debugdata", "a compressed table of symbols"},
};

using Part = ElfLayout::Part;

/// Compares two ELF files whose bytes are at hand.
class ElfComparison {
public:
    ElfComparison(ByteView deployed, ByteView rebuilt, ElfLayout found, ElfLayout expected, Budget& budget)
        : deployed_(deployed),
          rebuilt_(rebuilt),
          found_(std::move(found)),
          expected_(std::move(expected)),
          budget_(budget) {
        is_same_layout_ = deployed.size() == rebuilt.size() &&
                          std::ranges::equal(found_.sections, expected_.sections, same_place) &&
                          std::ranges::equal(found_.headers, expected_.headers, same_place);
    }

    Result<std::vector<Finding>> run() {
        compare_segments();
        TRY(compare_sections());
        TRY(compare_headers());
        TRY(compare_gaps());
        return std::move(out_);
    }
    bool is_same_layout() const { return is_same_layout_; }

private:
    static bool same_place(const Part& a, const Part& b) {
        return a.name == b.name && a.at == b.at && a.size == b.size;
    }

    /// The n-th part of a name belongs to the n-th of that name.
    static std::map<std::pair<std::string, std::size_t>, const Part*> by_name(const std::vector<Part>& parts) {
        std::map<std::string, std::size_t> seen;
        std::map<std::pair<std::string, std::size_t>, const Part*> out;
        for (const auto& part : parts) out.emplace(std::pair(part.name, seen[part.name]++), &part);
        return out;
    }

    ByteView found_bytes(const Part& part) const { return deployed_.subspan(part.at, part.size); }
    ByteView expected_bytes(const Part& part) const { return rebuilt_.subspan(part.at, part.size); }

    Status compare_part(FindingKind kind, const Part& found, const Part& expected, std::string_view note = {}) {
        TRY(budget_.spend(found.size + expected.size));
        const auto difference = compare_bytes(found_bytes(found), expected_bytes(expected));
        if (!difference.first) return {};
        auto finding = byte_finding(finding_text(expected.name), difference);
        finding.kind = kind;
        finding.at = expected.at;
        add_note(finding, note);
        out_.push_back(std::move(finding));
        return {};
    }

    Status compare_section(const Part& found, const Part& expected) {
        if (found.rights != expected.rights)
            out_.push_back({.kind = FindingKind::Header,
                            .where = finding_text(expected.name),
                            .expected = expected.rights,
                            .found = found.rights,
                            .note = "what the section headers say of its kind and rights"});
        std::string_view meaning;
        for (const auto& [name, words] : kMeanings)
            if (expected.name == name) meaning = words;
        const auto before = out_.size();
        TRY(compare_part(FindingKind::Bytes, found, expected, meaning));
        const auto found_id = build_id_in(found_bytes(found)), expected_id = build_id_in(expected_bytes(expected));
        if (out_.size() > before && expected.name == ".note.gnu.build-id" && found_id && expected_id) {
            out_.back().expected = encode_hex(expected_id->first(std::min<std::size_t>(expected_id->size(), 32)));
            out_.back().found = encode_hex(found_id->first(std::min<std::size_t>(found_id->size(), 32)));
        }
        return {};
    }

    Status compare_sections() {
        const auto found = by_name(found_.sections), expected = by_name(expected_.sections);
        std::map<const Part*, const Part*> partner;
        for (const auto& [key, part] : expected)
            if (const auto other = found.find(key); other != found.end()) partner[part] = other->second;
        for (const auto& part : expected_.sections) {
            if (const auto other = partner.find(&part); other != partner.end())
                TRY(compare_section(*other->second, part));
            else
                out_.push_back({.kind = FindingKind::OnlyRebuilt,
                                .where = finding_text(part.name),
                                .expected_size = part.size,
                                .note = "a section"});
        }
        for (const auto& [key, part] : found)
            if (!expected.contains(key))
                out_.push_back({.kind = FindingKind::OnlyDeployed,
                                .where = finding_text(part->name),
                                .found_size = part->size,
                                .note = "a section"});
        return {};
    }

    /// What is loaded with which rights: reported in words, also where other things moved.
    void compare_segments() {
        const auto name_at = [](const std::vector<Part>& parts, std::size_t i) {
            return i < parts.size() ? parts[i].name : "none";
        };
        for (std::size_t i = 0; i < std::max(found_.segments.size(), expected_.segments.size()); ++i) {
            const auto found = name_at(found_.segments, i), expected = name_at(expected_.segments, i);
            if (found == expected) continue;
            out_.push_back({.kind = FindingKind::Header,
                            .where = "program headers",
                            .expected = expected,
                            .found = found,
                            .note = "the first segment that differs in kind or rights"});
            return;
        }
    }

    Status compare_headers() {
        const auto found = by_name(found_.headers), expected = by_name(expected_.headers);
        for (const auto& [key, part] : expected) {
            const auto other = found.find(key);
            if (other == found.end()) continue;
            // Where everything lies elsewhere, the tables that say where must differ.
            if (!is_same_layout_ && part->at != 0) continue;
            TRY(compare_part(FindingKind::Header, *other->second, *part,
                             is_same_layout_ ? "" : "follows at least in part from the other layout"));
        }
        return {};
    }

    Status compare_gaps() {
        const auto expected = expected_.gaps(rebuilt_.size());
        if (is_same_layout_) {
            for (auto gap : expected) {
                for (const auto& segment : expected_.segments)
                    if (segment.at <= gap.at && gap.end() <= segment.end()) gap.name += ", in " + segment.name;
                TRY(compare_part(FindingKind::Outside, gap, gap));
            }
            return {};
        }
        const auto joined = [this](ByteView file, const std::vector<Part>& gaps) -> Result<Bytes> {
            Bytes out;
            for (const auto& gap : gaps) {
                const auto bytes = file.subspan(gap.at, gap.size);
                TRY(budget_.spend(bytes.size()));
                // Padding is zero, and how much of it there is follows from the layout.
                for (const auto byte : bytes)
                    if (byte != 0) out.push_back(byte);
            }
            return out;
        };
        const auto found_rest = TRY(joined(deployed_, found_.gaps(deployed_.size())));
        const auto expected_rest = TRY(joined(rebuilt_, expected));
        const auto difference = compare_bytes(found_rest, expected_rest);
        if (!difference.first) return {};
        auto finding = byte_finding("between sections", difference);
        finding.kind = FindingKind::Outside;
        finding.offset.reset();
        add_note(finding, "taken together, zeros left out");
        out_.push_back(std::move(finding));
        return {};
    }

    ByteView deployed_, rebuilt_;
    ElfLayout found_, expected_;
    Budget& budget_;
    bool is_same_layout_ = false;
    std::vector<Finding> out_;
};

}  // namespace

void Inside::look_into_elf(Finding& out, const Sides& sides) {
    const auto rebuilt = in_one_piece(sides.rebuilt, kElfBytesMax, budget_);
    const auto deployed = in_one_piece(sides.deployed, kElfBytesMax, budget_);
    if (!rebuilt || !*rebuilt || !deployed || !*deployed)
        return add_note(out, "could not look inside: it is too large for its sections to be compared");
    const auto expected_bytes = (*rebuilt)->view().value_or(ByteView());
    const auto found_bytes = (*deployed)->view().value_or(ByteView());
    auto expected = ElfLayout::of(expected_bytes);
    if (!expected) return add_note(out, "could not look inside: the rebuilt one: " + expected.error().message());
    auto found = ElfLayout::of(found_bytes);
    if (!found) {
        out.kind = FindingKind::Damaged;
        add_note(out, "no longer reads as ELF: " + found.error().message());
        const auto* owner = expected->owner_of(*out.offset);
        if (owner == nullptr) return;
        Finding place{.kind = FindingKind::Bytes,
                      .where = finding_text(owner->name),
                      .at = owner->at,
                      .offset = *out.offset - owner->at,
                      .expected = out.expected,
                      .found = out.found};
        return add(out, std::move(place));
    }
    ElfComparison comparison(found_bytes, expected_bytes, std::move(*found), std::move(*expected), budget_);
    auto findings = comparison.run();
    if (!findings) return add_note(out, "could not look inside: " + findings.error().message());
    if (!comparison.is_same_layout()) add_note(out, "its parts lie at other places, or are others, than expected");
    std::ranges::stable_sort(*findings, {}, &Finding::kind);
    for (auto& finding : *findings) add(out, std::move(finding));
}

}  // namespace assay::verifier
