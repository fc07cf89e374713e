// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/inside.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "verifier/judge/fill.hpp"

#include <algorithm>
#include <array>

namespace assay::verifier {

namespace {

constexpr std::size_t kChunkBytes = 128U << 10;
constexpr std::uint64_t kHeldBytesMax = std::uint64_t{32} << 20;

bool has_damage(const Finding& finding) {
    return finding.kind == FindingKind::Damaged || std::ranges::any_of(finding.inside, has_damage);
}

/// Takes note of how a further stretch differs.
void compare_stretch(ByteDifference& out, ByteView deployed, ByteView rebuilt) {
    const auto offset = std::min(out.deployed_size, out.rebuilt_size);
    out.deployed_size += deployed.size();
    out.rebuilt_size += rebuilt.size();
    if (equal(deployed, rebuilt)) return;
    const auto common = std::min(deployed.size(), rebuilt.size());
    for (std::size_t i = 0; i < common; ++i) out.differing += deployed[i] != rebuilt[i] ? 1U : 0U;
    if (!out.first) out.first = Difference::within(offset, deployed, rebuilt);
}

/// What the fixed part of a gzip header says at an offset (RFC 1952, section 2.3); empty past it.
std::string_view gzip_field(std::uint64_t offset) {
    constexpr std::array<std::string_view, 10> kFields = {
        "its magic number",        "its magic number",
        "the compression method",  "the header's flags",
        "the time in its header",  "the time in its header",
        "the time in its header",  "the time in its header",
        "the level in its header", "the operating system in its header"};
    return offset < kFields.size() ? kFields[offset] : std::string_view();
}

/// How far into a tar archive a number of bytes reaches, in words.
std::string place_in(const Content& content, std::uint64_t bytes, Budget& budget) {
    if (format_of(first_bytes(content, kFormatProbeBytes)) != Format::Tar) return {};
    const auto listing = list_archive(content, Format::Tar, budget);
    for (const auto& member : listing.members)
        if (bytes < member.end_at) return ", up to within " + finding_text(member.name, 200);
    return {};
}

/// How much of what a damaged thing still gives is right.
std::string extent_of_damage(const Settled& deployed, const ContentPtr& rebuilt, Budget& budget) {
    if (!deployed.content) return {};
    const auto found = deployed.content->open();
    const auto expected = rebuilt->open();
    if (!found || !expected) return {};
    const auto first = first_difference(**found, **expected);
    if (!first) return {};
    const auto good = *first ? (*first)->offset : deployed.size;
    if (good == 0) return "nothing comes out of it";
    return "the first " + std::to_string(good) + " bytes that come out are as expected" +
           place_in(*rebuilt, good, budget);
}

}  // namespace

bool is_damage(const Error& error) { return error.kind() != ErrorKind::Limit; }

void add_note(Finding& finding, std::string_view more) {
    if (more.empty()) return;
    if (!finding.note.empty()) finding.note += "; ";
    finding.note += finding_text(more, 600);
    if (finding.note.size() > Finding::kTextBytesMax)
        finding.note = finding_text(finding.note, Finding::kTextBytesMax - 8);
}

Result<ByteDifference> compare_bytes(const Content& deployed, const Content& rebuilt) {
    const auto found = TRY(deployed.open());
    const auto expected = TRY(rebuilt.open());
    Bytes found_buffer(kChunkBytes), expected_buffer(kChunkBytes);
    ByteDifference out;
    for (;;) {
        const auto one = TRY(fill_whole(*found, found_buffer));
        const auto other = TRY(fill_whole(*expected, expected_buffer));
        compare_stretch(out, one, other);
        if (one.size() < kChunkBytes && other.size() < kChunkBytes) return out;
    }
}

ByteDifference compare_bytes(ByteView deployed, ByteView rebuilt) {
    ByteDifference out;
    compare_stretch(out, deployed, rebuilt);
    return out;
}

Finding byte_finding(std::string where, const ByteDifference& difference) {
    Finding out{.kind = FindingKind::Bytes, .where = std::move(where)};
    out.expected_size = difference.rebuilt_size;
    out.found_size = difference.deployed_size;
    if (!difference.first) return out;
    out.offset = difference.first->offset;
    out.expected = encode_hex(difference.first->expected);
    out.found = encode_hex(difference.first->found);
    if (difference.deployed_size == difference.rebuilt_size)
        out.note =
            difference.differing == 1 ? "1 byte differs" : std::to_string(difference.differing) + " bytes differ";
    else if (difference.deployed_size > difference.rebuilt_size)
        out.note = count_of(difference.deployed_size - difference.rebuilt_size, "byte") + " more than expected";
    else
        out.note = count_of(difference.rebuilt_size - difference.deployed_size, "byte") + " less than expected";
    return out;
}

void Inside::add(Finding& out, Finding&& finding) {
    if (out.inside.size() < budget_.limits().inside && budget_.note())
        out.inside.push_back(std::move(finding));
    else
        ++out.left_out;
}

std::optional<Finding> Inside::whole(const Sides& sides) {
    auto out = thing({}, sides, budget_.limits().depth);
    if (!out) return out;
    const auto format = format_of(first_bytes(*sides.rebuilt, kFormatProbeBytes));
    if (is_archive(format) || compression_of(format) != storage::Compression::None) {
        if (has_damage(*out))
            add_note(*out, "it no longer unpacks");
        else if (out->kind == FindingKind::Carrier || out->kind == FindingKind::Recompressed)
            add_note(*out, "it still unpacks");
    }
    if (budget_.is_spent()) add_note(*out, "could not look at all of it: that takes too much work");
    return out;
}

std::optional<Finding> Inside::thing(std::string where, const Sides& sides, unsigned depth) {
    const auto difference = compare_bytes(*sides.deployed, *sides.rebuilt);
    if (!difference) {
        Finding out{.kind = is_damage(difference.error()) ? FindingKind::Damaged : FindingKind::Unread,
                    .where = std::move(where)};
        add_note(out, "could not be read to its end: " + difference.error().message());
        return out;
    }
    if (!difference->first) return {};
    auto out = byte_finding(std::move(where), *difference);
    const auto format = format_of(first_bytes(*sides.rebuilt, kFormatProbeBytes));
    const bool is_carrier = is_archive(format) || compression_of(format) != storage::Compression::None;
    if (is_carrier && depth == 0) {
        add_note(out,
                 "could not look inside: it lies deeper than " + std::to_string(budget_.limits().depth) + " carriers");
        return out;
    }
    if (is_archive(format))
        look_into_archive(out, sides, format, depth - 1);
    else if (is_carrier)
        look_into_compressed(out, sides, format, depth - 1);
    else if (format == Format::Elf)
        look_into_elf(out, sides);
    else
        look_into_text(out, sides);
    // Stable, so that what is equally grave stays in the order of the file.
    std::ranges::stable_sort(out.inside, {}, &Finding::kind);
    return out;
}

void Inside::look_into_compressed(Finding& out, const Sides& sides, Format format, unsigned depth) {
    const auto compression = compression_of(format);
    const auto unpack = [&](const ContentPtr& from) {
        return settle(unpacked_content(from, compression, budget_), kHeldBytesMax, budget_);
    };
    const auto rebuilt = unpack(sides.rebuilt);
    if (rebuilt.error) return add_note(out, "could not look inside: the rebuilt one: " + rebuilt.error->message());
    const auto deployed = unpack(sides.deployed);
    if (deployed.error) {
        if (!is_damage(*deployed.error)) return add_note(out, "could not look inside: " + deployed.error->message());
        out.kind = FindingKind::Damaged;
        add_note(out, "no longer unpacks: " + deployed.error->message());
        return add_note(out, extent_of_damage(deployed, rebuilt.content, budget_));
    }
    auto inner = thing("(unpacked)", {deployed.content, rebuilt.content}, depth);
    if (!inner) {
        out.kind = FindingKind::Recompressed;
        add_note(out, "it unpacks to the same bytes");
        if (format == Format::Gzip) add_note(out, gzip_field(*out.offset));
        return;
    }
    out.kind = FindingKind::Carrier;
    add_note(out, "its compressed bytes differ as a consequence of what is inside");
    // Members of an inner archive are named as members of the outer one: a user knows no tar inside a data.tar.xz.
    const bool is_plain_archive = inner->kind == FindingKind::Carrier && inner->left_out == 0 &&
                                  !inner->inside.empty() &&
                                  is_archive(format_of(first_bytes(*rebuilt.content, kFormatProbeBytes)));
    if (!is_plain_archive) return add(out, std::move(*inner));
    for (auto& finding : inner->inside) finding.at.reset();
    out.inside = std::move(inner->inside);
}

}  // namespace assay::verifier
