// SPDX-License-Identifier: Apache-2.0
#include "verifier/finding/findings_text.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::string_view kArrow = " → ";
constexpr std::string_view kWhole = "the file";

constexpr std::size_t kTextBytesMin = 3;

bool is_printable(const Bytes& bytes) {
    return bytes.size() >= kTextBytesMin &&
           std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; });
}

/// Two hexadecimal texts without the bytes at their ends that are the same, and with spaces; beside them as text, where
/// one of them is text as a whole: a path that was built in is known by that.
std::pair<std::string, std::string> shown_bytes(std::string_view expected, std::string_view found) {
    while (expected.size() == found.size() && expected.size() > 2 &&
           expected.substr(expected.size() - 2) == found.substr(found.size() - 2)) {
        expected.remove_suffix(2);
        found.remove_suffix(2);
    }
    const auto spaced = [](std::string_view hexadecimal) {
        std::string out;
        for (std::size_t i = 0; i < hexadecimal.size(); i += 2)
            out += (i > 0 ? " " : "") + std::string(hexadecimal.substr(i, 2));
        return out.empty() ? std::string("the end") : out;
    };
    const auto expected_bytes = decode_hex(expected), found_bytes = decode_hex(found);
    const bool is_text = expected_bytes && found_bytes && (is_printable(*expected_bytes) || is_printable(*found_bytes));
    const auto shown = [&](std::string_view hexadecimal, const Result<Bytes>& bytes) {
        const bool has_text = is_text && !bytes->empty();
        return spaced(hexadecimal) + (has_text ? " (" + quote(text_of(*bytes)) + ")" : "");
    };
    return {shown(expected, expected_bytes), shown(found, found_bytes)};
}

class Renderer {
public:
    void add(const Finding& finding, const std::string& path, std::optional<std::uint64_t> begins) {
        const auto& here = path.empty() ? std::string(kWhole) : path;
        lines_.push_back({finding.kind, here, describe(finding, begins, path.empty())});
        for (const auto& inner : finding.inside) {
            const auto at = begins && inner.at ? std::optional(*begins + *inner.at) : std::nullopt;
            add(inner, path.empty() ? inner.where : path + std::string(kArrow) + inner.where, at);
        }
        if (finding.left_out > 0)
            lines_.push_back({FindingKind::Unread, here,
                              "truncated, " + count_of(finding.left_out, "further difference") + " inside"});
    }
    std::vector<FindingLine> release() {
        std::ranges::stable_partition(lines_, [](const FindingLine& line) { return is_guarded(line.kind); });
        return std::move(lines_);
    }

private:
    static std::string describe(const Finding& finding, std::optional<std::uint64_t> begins, bool is_whole) {
        std::string out;
        switch (finding.kind) {
            case FindingKind::Bytes:
            case FindingKind::Carrier:
            case FindingKind::Damaged:
            case FindingKind::Recompressed:
            case FindingKind::Header:
            case FindingKind::Outside: out = describe_bytes(finding, begins, is_whole); break;
            case FindingKind::OnlyDeployed: out = "is only in the deployed one"; break;
            case FindingKind::OnlyRebuilt: out = "is only in the rebuilt one"; break;
            case FindingKind::Unread: break;
            default: out = describe_value(finding, begins); break;
        }
        if (!finding.note.empty()) out += (out.empty() ? "" : "; ") + finding.note;
        return out;
    }

    static std::string describe_bytes(const Finding& finding, std::optional<std::uint64_t> begins, bool is_whole) {
        // A header's fields may be shown in place of its bytes.
        if (!finding.offset) return finding.expected == finding.found ? "" : describe_value(finding, begins);
        auto out = "differs at offset " + std::to_string(*finding.offset);
        if (!is_whole && begins) out += ", " + std::to_string(*begins + *finding.offset) + " in the file";
        const auto [expected, found] = shown_bytes(finding.expected, finding.found);
        out += ": expected " + expected + ", found " + found;
        if (finding.expected_size && finding.found_size && finding.expected_size != finding.found_size)
            out += "; " + std::to_string(*finding.expected_size) + " bytes expected, " +
                   std::to_string(*finding.found_size) + " found";
        return out;
    }

    static std::string describe_value(const Finding& finding, std::optional<std::uint64_t> begins) {
        const auto value = [](const std::string& text) { return text.empty() ? std::string("none") : text; };
        auto out = std::string(name_of(finding.kind)) + ": expected " + value(finding.expected) + ", found " +
                   value(finding.found);
        if (finding.offset) out += "; in its header at offset " + std::to_string(*finding.offset);
        if (finding.offset && begins) out += ", " + std::to_string(*begins + *finding.offset) + " in the file";
        return out;
    }

    std::vector<FindingLine> lines_;
};

}  // namespace

std::vector<FindingLine> render_findings_text(const Findings& findings, std::size_t most) {
    if (!findings.whole) return {};
    Renderer renderer;
    renderer.add(*findings.whole, {}, 0);
    auto lines = renderer.release();
    if (lines.size() > most) {
        const auto more = lines.size() - most;
        lines.resize(most);
        lines.push_back({FindingKind::Unread, std::string(kWhole), "truncated, " + count_of(more, "further line")});
    }
    return lines;
}

}  // namespace assay::verifier
