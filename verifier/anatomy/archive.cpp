// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/archive.hpp"

#include "base/core/text.hpp"
#include "verifier/anatomy/archive_reader.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kHeldMemberBytesMax = std::uint64_t{48} << 20;
constexpr std::uint64_t kTarBlockBytes = 512;
constexpr std::uint64_t kListingChunkBytes = 1U << 20;

std::uint64_t cost_of(const Member& member) {
    return sizeof member + member.name.capacity() + member.owner.capacity() + member.link.capacity() +
           member.attributes.capacity();
}

/// Where the contents lie: they end the stretch up to the next header, but for padding.
void place(Member& member, Format format, std::uint64_t end_at, std::uint64_t stored) {
    member.end_at = std::max(end_at, member.header_at);
    const auto length = member.end_at - member.header_at;
    std::uint64_t padding = 0;
    if (format == Format::Tar) padding = (kTarBlockBytes - stored % kTarBlockBytes) % kTarBlockBytes;
    // An ar member begins at an even offset; the padding of the last one may be missing.
    if (format == Format::Ar) padding = stored % 2 == 1 && member.end_at % 2 == 0 ? 1 : 0;
    member.data_end = member.end_at - std::min(padding, length);
    member.data_at = member.data_end - std::min(stored, member.data_end - member.header_at);
}

/// Reads the contents of the current member; how many bytes the archive holds for them.
Result<std::uint64_t> digest_contents(ArchiveReader& reader, Member& member, Budget& budget) {
    crypto::HashStream<crypto::Sha256> hash;
    std::uint64_t stored = 0;
    while (const auto block = TRY(reader.read())) {
        TRY(budget.spend(block->bytes.size()));
        if (block->offset != member.size) {
            Bytes hole;
            append_big_endian(hole, block->offset);
            hash.update(hole);
        }
        hash.update(block->bytes);
        stored += block->bytes.size();
        member.size = block->offset + block->bytes.size();
    }
    member.digest = hash.finish();
    return stored;
}

Status list_into(Listing& out, const Content& archive, Format format, Budget& budget) {
    auto reader = TRY(ArchiveReader::open(archive, format));
    const bool has_places = format != Format::Zip;
    std::uint64_t room = 0, cost = 0, stored = 0;
    for (;;) {
        const bool has_next = TRY(reader.next());
        if (has_places) out.end_at = reader.position();
        if (has_places && !out.members.empty()) place(out.members.back(), format, out.end_at, stored);
        if (!has_next) return {};
        if (out.members.size() >= budget.limits().members)
            return fail(ErrorKind::Limit, "it has more than " + count_of(budget.limits().members, "member"));
        auto member = reader.member();
        if (has_places) member.header_at = member.data_at = member.data_end = member.end_at = reader.position();
        cost += cost_of(member);
        while (room < cost) {
            auto more = budget.hold(kListingChunkBytes);
            if (!more) return fail(ErrorKind::Limit, "its list of members takes too much memory");
            out.rooms.push_back(std::move(*more));
            room += kListingChunkBytes;
        }
        auto contents = digest_contents(reader, member, budget);
        stored = contents.value_or(0);
        if (!contents) member.error = contents.error();
        out.members.push_back(std::move(member));
        if (!contents && !reader.can_go_on()) return fail(std::move(contents).error());
    }
}

/// The contents of one member of an archive too large to be held, found anew by each reader.
class MemberContent final : public Content {
public:
    MemberContent(ContentPtr archive, Format format, std::size_t number, Budget& budget)
        : archive_(std::move(archive)), format_(format), number_(number), budget_(budget) {}

    Result<std::unique_ptr<Reader>> open() const override {
        auto reader = TRY(ArchiveReader::open(*archive_, format_));
        for (std::size_t i = 0; i <= number_; ++i)
            if (!TRY(reader.next())) return fail(ErrorKind::Invalid, "the archive has lost a member");
        return std::make_unique<MemberReader>(std::move(reader), budget_);
    }

private:
    class MemberReader final : public Reader {
    public:
        MemberReader(ArchiveReader reader, Budget& budget) : reader_(std::move(reader)), budget_(budget) {}

        Result<std::size_t> read(std::span<std::uint8_t> out) override {
            if (out.empty() || ended_) return 0U;
            while (block_.bytes.empty()) {
                const auto next = TRY(reader_.read());
                ended_ = !next;
                if (ended_) return 0U;
                if (next->offset < at_) return fail(ErrorKind::Invalid, "a member's contents overlap themselves");
                block_ = *next;
            }
            std::size_t size = 0;
            if (at_ < block_.offset) {
                size = static_cast<std::size_t>(std::min<std::uint64_t>(block_.offset - at_, out.size()));
                std::ranges::fill(out.first(size), std::uint8_t{0});
            } else {
                size = std::min(block_.bytes.size(), out.size());
                std::ranges::copy(block_.bytes.first(size), out.begin());
                block_ = {block_.offset + size, block_.bytes.subspan(size)};
            }
            TRY(budget_.spend(size));
            at_ += size;
            return size;
        }
        void seek(std::uint64_t) override {}

    private:
        ArchiveReader reader_;
        Budget& budget_;
        ArchiveReader::Block block_;
        std::uint64_t at_ = 0;
        bool ended_ = false;
    };

    ContentPtr archive_;
    Format format_;
    std::size_t number_;
    Budget& budget_;
};

/// The contents of the current member in memory; null where they do not fit or have holes to be read as zeros.
Result<ContentPtr> take(ArchiveReader& reader, Budget& budget) {
    const auto claimed = reader.claimed_size();
    auto room = claimed <= kHeldMemberBytesMax ? budget.hold(claimed) : std::nullopt;
    if (!room) return ContentPtr();
    Bytes bytes;
    bytes.reserve(claimed);
    while (const auto block = TRY(reader.read())) {
        TRY(budget.spend(block->bytes.size()));
        if (block->offset != bytes.size() || block->bytes.size() > claimed - bytes.size()) return ContentPtr();
        append(bytes, block->bytes);
    }
    return memory_content(std::move(bytes), std::move(*room), budget);
}

}  // namespace

Listing list_archive(const Content& archive, Format format, Budget& budget) {
    Listing out;
    auto listed = list_into(out, archive, format, budget);
    if (!listed) out.error = std::move(listed).error();
    return out;
}

Result<std::vector<ContentPtr>> extract(const ContentPtr& archive, Format format,
                                        const std::vector<std::size_t>& numbers, Budget& budget) {
    auto reader = TRY(ArchiveReader::open(*archive, format));
    std::vector<ContentPtr> out;
    std::size_t at = 0;
    for (const auto number : numbers) {
        for (; at <= number; ++at)
            if (!TRY(reader.next())) return fail(ErrorKind::Invalid, "the archive has lost a member");
        auto held = take(reader, budget);
        // A damaged member is read again when it is compared, and fails there.
        out.push_back(held && *held ? *held : std::make_shared<MemberContent>(archive, format, number, budget));
        if (!held && !reader.can_go_on()) {
            while (out.size() < numbers.size())
                out.push_back(std::make_shared<MemberContent>(archive, format, numbers[out.size()], budget));
            break;
        }
    }
    return out;
}

}  // namespace assay::verifier
