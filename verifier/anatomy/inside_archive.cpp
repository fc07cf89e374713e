// SPDX-License-Identifier: Apache-2.0
// Two archives are compared in three readings: their lists of members with the digests of the contents; what lies
// around the contents (headers, padding, the end), by digest and, where that differs, byte by byte; and the contents
// that differ, as many at a time as fit in memory. Every byte of an ar or tar archive belongs to one of the three.
#include "verifier/anatomy/inside.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "verifier/anatomy/surroundings.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kBatchBytes = std::uint64_t{32} << 20;
constexpr std::size_t kNameBytesMax = 300;
constexpr std::uint32_t kSetIdBits = 07000;

struct Pair {
    std::size_t found = 0;     ///< number of the deployed member
    std::size_t expected = 0;  ///< of the rebuilt one
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
            pairs_.push_back({i, same->second.back()});
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
                pairs_.push_back({number, number});
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

    /// A part outside the members' content that differs: its number on either side.
    struct Differing {
        std::size_t mine, its;
        const Pair* header;  ///< whose header it is; null for anything else
        std::string where;
    };

    Status compare_surroundings() {
        const auto mine = TRY(Surroundings::read(*sides_.deployed, found_, format_));
        const auto its = TRY(Surroundings::read(*sides_.rebuilt, expected_, format_));
        return tell_differing(differing_parts(mine, its), mine, its);
    }

    std::vector<Differing> differing_parts(const Surroundings& mine, const Surroundings& its) const {
        std::vector<Differing> out;
        const auto compare = [&](std::size_t one, std::size_t other, const Pair* header, const std::string& where) {
            if (!mine.is_same(one, its, other)) out.push_back({one, other, header, where});
        };
        if (!found_.error) compare(Surroundings::before(), Surroundings::before(), nullptr, "global header");
        for (const auto& pair : pairs_) {
            if (!found(pair).is_placed()) continue;
            compare(Surroundings::header_of(pair.found), Surroundings::header_of(pair.expected), &pair, {});
            // How much padding there is follows from the size, and how much at the end from that of the whole.
            const auto one = Surroundings::padding_of(pair.found), other = Surroundings::padding_of(pair.expected);
            if (mine.has_meaning(one) || its.has_meaning(other) || found(pair).size == expected(pair).size)
                compare(one, other, nullptr, "padding after " + text(expected(pair).name));
        }
        const bool is_end_known =
            mine.has_meaning(mine.after()) || its.has_meaning(its.after()) || found_.end_at == expected_.end_at;
        if (!found_.error && is_end_known) compare(mine.after(), its.after(), nullptr, "after the last member");
        return out;
    }

    /// The bytes of as many as can be reported; of the others, that they differ. A header goes with its member.
    Status tell_differing(const std::vector<Differing>& differing, const Surroundings& mine, const Surroundings& its) {
        std::vector<std::size_t> my_numbers, its_numbers;
        for (std::size_t i = 0; i < std::min(differing.size(), budget_.limits().inside); ++i) {
            my_numbers.push_back(differing[i].mine);
            its_numbers.push_back(differing[i].its);
        }
        const auto my_bytes = TRY(mine.bytes_of(*sides_.deployed, my_numbers));
        const auto its_bytes = TRY(its.bytes_of(*sides_.rebuilt, its_numbers));
        const auto bytes_in = [](const std::map<std::size_t, Bytes>& all, std::size_t number) {
            const auto one = all.find(number);
            return one == all.end() ? ByteView() : ByteView(one->second);
        };
        for (std::size_t i = 0; i < differing.size(); ++i) {
            const auto& [one, other, header, where] = differing[i];
            Finding finding;
            if (i < my_numbers.size())
                finding = byte_finding(where, compare_bytes(bytes_in(my_bytes, one), bytes_in(its_bytes, other)));
            finding.at = its.begin_of(other);
            finding.expected_size = its.size_of(other);
            finding.found_size = mine.size_of(one);
            if (header != nullptr) {
                headers_.emplace(header->found, std::move(finding));
                continue;
            }
            finding.kind = FindingKind::Outside;
            finding.where = where;
            keep(std::move(finding));
        }
        return {};
    }

    struct Place {
        std::string where;
        std::uint64_t at;
    };
    /// What the rebuilt archive has at an offset.
    Place place_of(std::uint64_t offset) const {
        const auto lead = format_ == Format::Ar ? Surroundings::kArMagicBytes : 0;
        if (offset < lead) return {"global header", 0};
        for (const auto& member : expected_.members) {
            if (offset >= member.end_at) continue;
            if (offset < member.data_at) return {"header of " + text(member.name), std::max(member.header_at, lead)};
            if (offset < member.data_end) return {text(member.name), member.data_at};
            return {"padding after " + text(member.name), member.data_end};
        }
        return {"after the last member", expected_.end_at};
    }

    /// The deployed archive has no layout any more: the rebuilt one's names the place.
    void tell_damage() {
        Finding damage{.kind = FindingKind::Damaged, .where = "structure"};
        if (format_ != Format::Zip) {
            const auto place = place_of(*out_.offset);
            damage.where = place.where;
            damage.at = place.at;
            damage.offset = *out_.offset - place.at;
            damage.expected = out_.expected;
            damage.found = out_.found;
        }
        add_note(damage, "no longer unpacks: " + found_.error->message());
        if (unread_ > 0) add_note(damage, count_of(unread_, "member") + " could not be found any more");
        keep(std::move(damage));
    }

    void compare_members(const Pair& pair) {
        const auto& mine = found(pair);
        const auto& its = expected(pair);
        const auto header = headers_.find(pair.found);
        bool is_accounted_for = false;
        const auto tell = [&](FindingKind kind, std::string expected_words, std::string found_words) {
            Finding finding{.kind = kind, .where = text(its.name)};
            finding.expected = text(expected_words);
            finding.found = text(found_words);
            if (header != headers_.end()) {
                finding.at = header->second.at;
                finding.offset = header->second.offset;
                finding.note = header->second.note;
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
        if (header == headers_.end() || is_accounted_for) return;
        auto finding = header->second;
        finding.kind = FindingKind::Header;
        finding.where = "header of " + text(its.name);
        keep(std::move(finding));
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
                  .note = "the first that is in another place"});
            return;
        }
    }

    /// Puts a finding aside until all are known, as many of a kind as could be reported.
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
    std::map<std::size_t, Finding> headers_;  // how headers differ as bytes, by number of the deployed member
    std::vector<Finding> guarded_;            // reported before the contents
    std::vector<Finding> rest_;               // and after them
    std::map<FindingKind, std::size_t> kept_;
    std::uint64_t unread_ = 0;
};

void Inside::look_into_archive(Finding& out, const Sides& sides, Format format, unsigned depth) {
    ArchiveComparison(*this, out, sides, format, depth).run();
}

}  // namespace assay::verifier
