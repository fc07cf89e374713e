// SPDX-License-Identifier: Apache-2.0
// Two archives are compared in three readings: their lists of members with the digests of the contents; what lies
// around the contents (headers, padding, the end), by digest and, where that differs, byte by byte; and the contents
// that differ, as many at a time as fit in memory. Every byte of an ar or tar archive belongs to one of the three.
#include "verifier/compare/inside.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "verifier/compare/ranges.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kBatchBytes = std::uint64_t{32} << 20;
constexpr std::uint64_t kArMagicBytes = 8;
constexpr std::size_t kSurroundBytesMax = 4096;  // of a header or of padding, to be compared byte by byte
constexpr std::size_t kNameBytesMax = 300;
constexpr std::uint32_t kSetIdBits = 07000;

/// What lies around the contents of members, in the order of the archive: before the first, and for each member its
/// header and its padding; at last what follows the end.
class Surroundings {
public:
    Surroundings(const Listing& listing, Format format) : filler_(format == Format::Ar ? '\n' : '\0') {
        const bool has_magic = format == Format::Ar;
        ranges_.push_back({0, has_magic ? kArMagicBytes : 0});
        for (const auto& member : listing.members) {
            const auto from = std::max(member.header_at, ranges_.front().to);
            ranges_.push_back({from, std::max(from, member.data_at)});
            ranges_.push_back({member.data_end, member.end_at});
        }
        ranges_.push_back({listing.end_at, ByteRange::kToTheEnd});
    }

    static std::size_t before() { return 0; }
    static std::size_t header_of(std::size_t member) { return 1 + 2 * member; }
    static std::size_t padding_of(std::size_t member) { return 2 + 2 * member; }
    std::size_t after() const { return ranges_.size() - 1; }
    const ByteRange& range(std::size_t number) const { return ranges_[number]; }

    Status read(const Content& archive) {
        crypto::HashStream<crypto::Sha256> hash;
        digests_.resize(ranges_.size());
        sizes_.resize(ranges_.size());
        has_meaning_.resize(ranges_.size());
        std::size_t at = 0;
        const auto close = [&](std::size_t until) {
            for (; at < until; ++at) {
                if (sizes_[at] == 0) continue;
                digests_[at] = hash.finish();
                hash = crypto::HashStream<crypto::Sha256>();
            }
        };
        TRY(read_ranges(archive, ranges_, [&](std::size_t number, ByteView piece) {
            close(number);
            hash.update(piece);
            sizes_[number] += piece.size();
            if (!std::ranges::all_of(piece, [this](std::uint8_t byte) { return byte == filler_; }))
                has_meaning_[number] = true;
        }));
        close(ranges_.size());
        return {};
    }
    bool is_same(std::size_t mine, const Surroundings& other, std::size_t its) const {
        return sizes_[mine] == other.sizes_[its] && digests_[mine] == other.digests_[its];
    }
    std::uint64_t size(std::size_t number) const { return sizes_[number]; }
    /// Whether anything but what archives are padded with stands there.
    bool has_meaning(std::size_t number) const { return has_meaning_[number]; }

    /// The first bytes of some, by number, ascending.
    Result<std::map<std::size_t, Bytes>> bytes_of(const Content& archive,
                                                  const std::vector<std::size_t>& numbers) const {
        std::vector<ByteRange> wanted;
        for (const auto number : numbers) wanted.push_back(ranges_[number]);
        std::map<std::size_t, Bytes> out;
        for (auto& range : wanted) range.to = std::min(range.to, range.from + kSurroundBytesMax);
        TRY(read_ranges(archive, wanted,
                        [&](std::size_t index, ByteView piece) { append(out[numbers[index]], piece); }));
        return out;
    }

private:
    std::vector<ByteRange> ranges_;
    std::vector<crypto::Sha256> digests_;
    std::vector<std::uint64_t> sizes_;
    std::vector<bool> has_meaning_;
    std::uint8_t filler_;
};

struct Pair {
    std::size_t found = 0;          ///< number of the deployed member
    std::size_t expected = 0;       ///< of the rebuilt one
    std::optional<Finding> header;  ///< how the bytes of their headers differ
};

}  // namespace

class ArchiveComparison {
public:
    ArchiveComparison(Inside& inside, Finding& out, const Sides& sides, Format format, unsigned depth)
        : inside_(inside), budget_(inside.budget_), out_(out), sides_(sides), format_(format), depth_(depth) {}

    void run() {
        expected_ = list_archive(*sides_.rebuilt, format_, budget_);
        if (expected_.error)
            return add_note(out_, "could not look inside: the rebuilt one: " + expected_.error->message());
        found_ = list_archive(*sides_.deployed, format_, budget_);
        if (found_.error && !is_damage(*found_.error))
            return add_note(out_, "could not look inside: " + found_.error->message());
        pair_up();
        if (format_ != Format::Zip) {
            const auto compared = compare_surroundings();
            if (!compared) add_note(out_, "could not compare its headers: " + compared.error().message());
        }
        if (found_.error) tell_damage();
        for (const auto& pair : pairs_) compare_members(pair);
        tell_order();
        tell_guarded();
        compare_contents();
        tell(rest_);
        if (!out_.inside.empty() || out_.left_out > 0)
            out_.kind = FindingKind::Carrier;
        else
            add_note(out_, "its members and their contents are the same");
        if (format_ == Format::Ar) name_consequences();
    }

private:
    const Member& found(const Pair& pair) const { return found_.members[pair.found]; }
    const Member& expected(const Pair& pair) const { return expected_.members[pair.expected]; }
    static std::string text(std::string_view bytes) { return finding_text(bytes, kNameBytesMax); }

    /// Members of one name belong together in their order; then those of another name in exactly the same place.
    void pair_up() {
        std::unordered_map<std::string_view, std::vector<std::size_t>> by_name;
        for (auto i = expected_.members.size(); i-- > 0;) by_name[expected_.members[i].name].push_back(i);
        std::vector<std::size_t> left;
        for (std::size_t i = 0; i < found_.members.size(); ++i) {
            const auto same = by_name.find(found_.members[i].name);
            if (same == by_name.end() || same->second.empty()) {
                left.push_back(i);
                continue;
            }
            pairs_.push_back({i, same->second.back(), {}});
            same->second.pop_back();
        }
        std::map<std::size_t, const Member*> lonely;
        for (const auto& [name, numbers] : by_name)
            for (const auto number : numbers) lonely[number] = &expected_.members[number];
        for (const auto number : left) {
            const auto& member = found_.members[number];
            const auto same = lonely.find(number);
            if (same != lonely.end() && format_ != Format::Zip && same->second->header_at == member.header_at &&
                same->second->size == member.size) {
                pairs_.push_back({number, number, {}});
                lonely.erase(same);
            } else {
                keep(alone(FindingKind::OnlyDeployed, member));
            }
        }
        std::ranges::sort(pairs_, {}, &Pair::found);
        if (found_.error)
            unread_ = lonely.size();
        else
            for (const auto& [number, member] : lonely) keep(alone(FindingKind::OnlyRebuilt, *member));
    }

    static Finding alone(FindingKind kind, const Member& member) {
        Finding out{.kind = kind,
                    .where = text(member.name),
                    .note = describe_type(member.type) + ", mode " + octal(member.mode)};
        (kind == FindingKind::OnlyDeployed ? out.found_size : out.expected_size) = member.size;
        return out;
    }

    static std::string octal(std::uint32_t mode) {
        std::string out;
        for (int shift = 9; shift >= 0; shift -= 3) out += static_cast<char>('0' + ((mode >> shift) & 7));
        return out;
    }

    Status compare_surroundings() {
        Surroundings found(found_, format_), expected(expected_, format_);
        TRY(found.read(*sides_.deployed));
        TRY(expected.read(*sides_.rebuilt));

        std::vector<std::pair<std::size_t, std::size_t>> differing;
        const auto compare = [&](std::size_t mine, std::size_t its) {
            if (differing.size() < budget_.limits().inside && !found.is_same(mine, expected, its))
                differing.emplace_back(mine, its);
        };
        if (!found_.error) compare(Surroundings::before(), Surroundings::before());
        for (const auto& pair : pairs_) {
            if (!this->found(pair).is_placed()) continue;
            compare(Surroundings::header_of(pair.found), Surroundings::header_of(pair.expected));
            // How much padding there is follows from the size, and how much at the end from that of the whole.
            const auto mine = Surroundings::padding_of(pair.found), its = Surroundings::padding_of(pair.expected);
            if (found.has_meaning(mine) || expected.has_meaning(its) ||
                this->found(pair).size == this->expected(pair).size)
                compare(mine, its);
        }
        if (!found_.error && (found.has_meaning(found.after()) || expected.has_meaning(expected.after()) ||
                              found_.end_at == expected_.end_at))
            compare(found.after(), expected.after());

        std::vector<std::size_t> mine, its;
        for (const auto& [one, other] : differing) {
            mine.push_back(one);
            its.push_back(other);
        }
        std::ranges::sort(its);
        std::ranges::sort(mine);
        const auto found_bytes = TRY(found.bytes_of(*sides_.deployed, mine));
        const auto expected_bytes = TRY(expected.bytes_of(*sides_.rebuilt, its));
        const auto bytes_in = [](const std::map<std::size_t, Bytes>& all, std::size_t number) {
            const auto one = all.find(number);
            return one == all.end() ? ByteView() : ByteView(one->second);
        };
        std::map<std::size_t, Pair*> by_header, by_padding;
        for (auto& pair : pairs_) {
            by_header[Surroundings::header_of(pair.found)] = &pair;
            by_padding[Surroundings::padding_of(pair.found)] = &pair;
        }
        for (const auto& [one, other] : differing) {
            auto finding = byte_finding({}, compare_bytes(bytes_in(found_bytes, one), bytes_in(expected_bytes, other)));
            finding.at = expected.range(other).from;
            finding.expected_size = expected.size(other);
            finding.found_size = found.size(one);
            if (const auto pair = by_header.find(one); pair != by_header.end()) {
                pair->second->header = std::move(finding);
                continue;
            }
            const auto pair = by_padding.find(one);
            finding.kind = FindingKind::Outside;
            finding.where = pair != by_padding.end() ? "padding after " + text(this->expected(*pair->second).name)
                            : one == 0               ? "global header"
                                                     : "after the last member";
            keep(std::move(finding));
        }
        return {};
    }

    /// Where in the rebuilt archive the first difference lies: its own layout names it, the deployed one's is lost.
    void tell_damage() {
        Finding damage{.kind = FindingKind::Damaged, .where = "after the last member", .at = expected_.end_at};
        std::uint64_t header_at = 0;
        if (format_ == Format::Ar && *out_.offset < kArMagicBytes) {
            damage.where = "global header";
            damage.at = 0;
        } else {
            for (const auto& member : expected_.members) {
                header_at = format_ == Format::Ar && member.header_at == 0 ? kArMagicBytes : member.header_at;
                if (*out_.offset >= member.end_at) continue;
                const bool in_header = *out_.offset < member.data_at;
                const bool in_data = !in_header && *out_.offset < member.data_end;
                damage.where = (in_header ? "header of " : in_data ? "" : "padding after ") + text(member.name);
                damage.at = in_header ? header_at : in_data ? member.data_at : member.data_end;
                break;
            }
        }
        damage.offset = *out_.offset - std::min(*damage.at, *out_.offset);
        damage.expected = out_.expected;
        damage.found = out_.found;
        if (format_ == Format::Zip) damage = {.kind = FindingKind::Damaged, .where = "structure"};
        add_note(damage, "no longer unpacks: " + found_.error->message());
        if (unread_ > 0) add_note(damage, count_of(unread_, "member") + " could not be found any more");
        keep(std::move(damage));
    }

    void compare_members(const Pair& pair) {
        const auto& mine = found(pair);
        const auto& its = expected(pair);
        bool is_accounted_for = false;
        const auto tell = [&](FindingKind kind, std::string expected_words, std::string found_words) {
            Finding finding{.kind = kind, .where = text(its.name)};
            finding.expected = text(expected_words);
            finding.found = text(found_words);
            if (pair.header) {
                finding.at = pair.header->at;
                finding.offset = pair.header->offset;
            }
            is_accounted_for = true;
            keep(std::move(finding));
        };
        const auto compare = [&](FindingKind kind, const std::string& found_words, const std::string& expected_words) {
            if (found_words != expected_words) tell(kind, expected_words, found_words);
        };
        compare(FindingKind::Name, mine.name, its.name);
        compare(FindingKind::Type, describe_type(mine.type), describe_type(its.type));
        if (mine.mode != its.mode)
            tell(((mine.mode ^ its.mode) & kSetIdBits) != 0 ? FindingKind::SetId : FindingKind::Mode, octal(its.mode),
                 octal(mine.mode));
        compare(FindingKind::Owner, mine.owner, its.owner);
        compare(FindingKind::Attributes, mine.attributes, its.attributes);
        compare(FindingKind::Link, mine.link, its.link);
        compare(FindingKind::Device, mine.device, its.device);
        compare(FindingKind::Time, mine.time, its.time);
        compare(FindingKind::Size, std::to_string(mine.size), std::to_string(its.size));
        if (!pair.header || is_accounted_for) return;
        auto header = *pair.header;
        header.kind = FindingKind::Header;
        header.where = "header of " + text(its.name);
        keep(std::move(header));
    }

    void tell_order() {
        std::vector<std::size_t> sorted;
        for (const auto& pair : pairs_) sorted.push_back(pair.expected);
        std::ranges::sort(sorted);
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            if (pairs_[i].expected == sorted[i]) continue;
            keep({.kind = FindingKind::Order,
                  .where = "order of members",
                  .expected = text(expected_.members[sorted[i]].name),
                  .found = text(found(pairs_[i]).name),
                  .note = "the first that stands elsewhere"});
            return;
        }
    }

    /// Puts a finding aside until all are known, as many of a kind as could be told.
    void keep(Finding finding) {
        if (++kept_[finding.kind] > budget_.limits().inside)
            ++out_.left_out;
        else
            (finding.kind < FindingKind::Bytes ? guarded_ : rest_).push_back(std::move(finding));
    }

    /// At most half of the room, so that contents are always looked at.
    void tell_guarded() {
        std::ranges::stable_sort(guarded_, {}, &Finding::kind);
        const auto most = budget_.limits().inside / 2;
        if (guarded_.size() > most) {
            out_.left_out += guarded_.size() - most;
            guarded_.resize(most);
        }
        tell(guarded_);
    }

    void tell(std::vector<Finding>& findings) {
        std::ranges::stable_sort(findings, {}, &Finding::kind);
        for (auto& finding : findings) inside_.add(out_, std::move(finding));
        findings.clear();
    }

    void compare_contents() {
        std::vector<const Pair*> differing;
        for (const auto& pair : pairs_) {
            const auto& mine = found(pair);
            const auto& its = expected(pair);
            if (mine.size != its.size || mine.digest != its.digest || mine.error.has_value() != its.error.has_value())
                differing.push_back(&pair);
        }
        for (std::size_t done = 0; done < differing.size();) {
            if (budget_.is_full() || out_.inside.size() >= budget_.limits().inside || budget_.is_spent()) {
                out_.left_out += differing.size() - done;
                return;
            }
            std::uint64_t bytes = 0;
            auto end = done;
            for (; end < differing.size() && (end == done || bytes < kBatchBytes); ++end)
                bytes += found(*differing[end]).size + expected(*differing[end]).size;
            compare_batch({differing.begin() + static_cast<std::ptrdiff_t>(done),
                           differing.begin() + static_cast<std::ptrdiff_t>(end)});
            done = end;
        }
    }

    void compare_batch(const std::vector<const Pair*>& batch) {
        const auto take = [&](const ContentPtr& archive, std::size_t Pair::* number) {
            std::vector<std::size_t> numbers;
            for (const auto* pair : batch) numbers.push_back(pair->*number);
            std::ranges::sort(numbers);
            std::map<std::size_t, ContentPtr> out;
            auto contents = extract(archive, format_, numbers, budget_);
            for (std::size_t i = 0; contents && i < numbers.size(); ++i) out[numbers[i]] = (*contents)[i];
            return out;
        };
        const auto mine = take(sides_.deployed, &Pair::found);
        const auto its = take(sides_.rebuilt, &Pair::expected);
        for (const auto* pair : batch) {
            const auto one = mine.find(pair->found), other = its.find(pair->expected);
            const auto name = text(expected(*pair).name);
            std::optional<Finding> finding;
            if (one == mine.end() || other == its.end())
                finding =
                    Finding{.kind = FindingKind::Unread, .where = name, .note = "its contents could not be read again"};
            else
                finding = inside_.thing(name, {one->second, other->second}, depth_);
            if (!finding) continue;
            const auto& member = expected(*pair);
            if (format_ != Format::Zip && member.data_end - member.data_at == member.size) finding->at = member.data_at;
            inside_.add(out_, std::move(*finding));
        }
    }

    static bool tells_of_contents(FindingKind kind) {
        return kind == FindingKind::Bytes || kind == FindingKind::Carrier || kind == FindingKind::Damaged ||
               kind == FindingKind::Recompressed || kind == FindingKind::OnlyDeployed ||
               kind == FindingKind::OnlyRebuilt;
    }

    /// In a Debian package a changed file changes the list of sums. One that changed alone is worth a second look.
    void name_consequences() {
        Finding* sums = nullptr;
        const Finding* data = nullptr;
        for (auto& part : out_.inside) {
            if (part.where.starts_with("data.tar") && tells_of_contents(part.kind)) data = &part;
            if (!part.where.starts_with("control.tar")) continue;
            for (auto& file : part.inside)
                if (file.where == "./md5sums" || file.where == "md5sums") sums = &file;
        }
        if (sums == nullptr) return;
        for (auto& sum : sums->inside) {
            const auto is_that = [&](const Finding& file) {
                return tells_of_contents(file.kind) && (file.where == sum.where || file.where == "./" + sum.where);
            };
            if (sum.kind != FindingKind::Sum) continue;
            if (data != nullptr && std::ranges::any_of(data->inside, is_that))
                add_note(sum, "a consequence: the file itself differs");
            else if (data == nullptr || (data->kind == FindingKind::Carrier && data->left_out == 0))
                add_note(sum, "the file itself does not differ");
        }
    }

    Inside& inside_;
    Budget& budget_;
    Finding& out_;
    const Sides& sides_;
    Format format_;
    unsigned depth_;
    Listing found_, expected_;
    std::vector<Pair> pairs_;
    std::vector<Finding> guarded_;  // to be told before the contents
    std::vector<Finding> rest_;     // and after them
    std::map<FindingKind, std::size_t> kept_;
    std::uint64_t unread_ = 0;
};

void Inside::look_into_archive(Finding& out, const Sides& sides, Format format, unsigned depth) {
    ArchiveComparison(*this, out, sides, format, depth).run();
}

}  // namespace assay::verifier
