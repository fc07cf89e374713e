// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/content.hpp"

#include "verifier/judge/file_source.hpp"
#include "verifier/judge/fill.hpp"

#include <algorithm>
#include <vector>

namespace assay::verifier {

namespace {

using storage::Compression;

constexpr std::size_t kChunkBytes = 1U << 20;

class FileContent final : public Content {
public:
    FileContent(FileSource source, Budget& budget) : source_(std::move(source)), budget_(budget) {}

    Result<std::unique_ptr<Reader>> open() const override { return std::make_unique<FileReader>(source_, budget_); }
    bool can_seek() const override { return true; }
    std::uint64_t size() const override { return source_.size(); }

private:
    class FileReader final : public Reader {
    public:
        FileReader(FileSource source, Budget& budget) : source_(std::move(source)), budget_(budget) {}
        Result<std::size_t> read(std::span<std::uint8_t> out) override {
            const auto got = TRY(source_.read(out));
            TRY(budget_.spend(got));
            return got;
        }
        void seek(std::uint64_t offset) override { source_.seek(offset); }

    private:
        FileSource source_;
        Budget& budget_;
    };

    FileSource source_;
    Budget& budget_;
};

/// In pieces, so that taking something of unknown size into memory never copies what is there already.
class HeldContent final : public Content {
public:
    struct Piece {
        Bytes bytes;
        Budget::Room room;
    };
    HeldContent(std::vector<Piece> pieces, Budget& budget) : pieces_(std::move(pieces)), budget_(budget) {
        for (const auto& piece : pieces_) {
            starts_.push_back(size_);
            size_ += piece.bytes.size();
        }
    }

    Result<std::unique_ptr<Reader>> open() const override { return std::make_unique<HeldReader>(*this); }
    bool can_seek() const override { return true; }
    std::uint64_t size() const override { return size_; }
    std::optional<ByteView> view() const override {
        if (pieces_.empty()) return ByteView();
        if (pieces_.size() == 1) return ByteView(pieces_.front().bytes);
        return {};
    }

private:
    class HeldReader final : public Reader {
    public:
        explicit HeldReader(const HeldContent& held) : held_(held) {}
        Result<std::size_t> read(std::span<std::uint8_t> out) override {
            if (at_ >= held_.size_ || out.empty()) return 0U;
            const auto next = std::ranges::upper_bound(held_.starts_, at_) - held_.starts_.begin();
            const auto index = static_cast<std::size_t>(next - 1);
            const auto rest = ByteView(held_.pieces_[index].bytes).subspan(at_ - held_.starts_[index]);
            const auto size = std::min(rest.size(), out.size());
            TRY(held_.budget_.spend(size));
            std::copy_n(rest.begin(), size, out.begin());
            at_ += size;
            return size;
        }
        void seek(std::uint64_t offset) override { at_ = offset; }

    private:
        const HeldContent& held_;
        std::uint64_t at_ = 0;
    };

    std::vector<Piece> pieces_;
    std::vector<std::uint64_t> starts_;
    std::uint64_t size_ = 0;
    Budget& budget_;
};

class UnpackedContent final : public Content {
public:
    UnpackedContent(ContentPtr from, Compression compression, Budget& budget)
        : from_(std::move(from)), compression_(compression), budget_(budget) {}

    Result<std::unique_ptr<Reader>> open() const override {
        auto packed = TRY(from_->open());
        auto decompressor = TRY(storage::Decompressor::open(
            *packed, compression_, {.bytes = budget_.work_left(), .memory_bytes = budget_.limits().decoder_bytes}));
        return std::make_unique<UnpackedReader>(std::move(packed), std::move(decompressor), budget_);
    }

private:
    class UnpackedReader final : public Reader {
    public:
        UnpackedReader(std::unique_ptr<Reader> packed, storage::Decompressor decompressor, Budget& budget)
            : packed_(std::move(packed)), decompressor_(std::move(decompressor)), budget_(budget) {}
        Result<std::size_t> read(std::span<std::uint8_t> out) override {
            const auto got = TRY(decompressor_.read(out));
            TRY(budget_.spend(got));
            return got;
        }
        void seek(std::uint64_t) override {}

    private:
        std::unique_ptr<Reader> packed_;
        storage::Decompressor decompressor_;
        Budget& budget_;
    };

    ContentPtr from_;
    Compression compression_;
    Budget& budget_;
};

}  // namespace

ContentPtr file_content(const Descriptor& file, std::uint64_t size, Budget& budget) {
    return std::make_shared<FileContent>(FileSource::of(file, size), budget);
}

ContentPtr memory_content(Bytes bytes, Budget::Room room, Budget& budget) {
    std::vector<HeldContent::Piece> pieces;
    pieces.push_back({std::move(bytes), std::move(room)});
    return std::make_shared<HeldContent>(std::move(pieces), budget);
}

ContentPtr unpacked_content(ContentPtr from, Compression compression, Budget& budget) {
    return std::make_shared<UnpackedContent>(std::move(from), compression, budget);
}

Settled settle(const ContentPtr& content, std::uint64_t most, Budget& budget) {
    Settled out;
    auto reader = content->open();
    if (!reader) {
        out.error = std::move(reader).error();
        return out;
    }
    std::vector<HeldContent::Piece> pieces;
    bool holds = true;
    Bytes buffer;
    for (bool ended = false; !ended && !out.error;) {
        auto room = holds ? budget.hold(kChunkBytes) : std::nullopt;
        if (holds && (!room || out.size >= most)) {
            holds = false;
            pieces.clear();
        }
        buffer.resize(kChunkBytes);
        auto filled = fill(**reader, buffer);
        out.size += filled.size;
        out.error = std::move(filled.error);
        ended = filled.ended;
        if (!holds || filled.size == 0) continue;
        buffer.resize(filled.size);
        if (filled.size < kChunkBytes / 2) buffer.shrink_to_fit();
        pieces.push_back({std::exchange(buffer, {}), std::move(*room)});
    }
    if (holds)
        out.content = std::make_shared<HeldContent>(std::move(pieces), budget);
    else if (!out.error)
        out.content = content;
    return out;
}

Result<ContentPtr> in_one_piece(const ContentPtr& content, std::uint64_t most, Budget& budget) {
    if (content->view()) return content;
    if (!content->can_seek() || content->size() > most) return ContentPtr();
    auto room = budget.hold(content->size());
    if (!room) return ContentPtr();
    const auto reader = TRY(content->open());
    Bytes bytes(content->size());
    bytes.resize(TRY(fill_whole(*reader, bytes)).size());
    return memory_content(std::move(bytes), std::move(*room), budget);
}

Bytes first_bytes(const Content& content, std::size_t most) {
    const auto reader = content.open();
    Bytes out(most);
    out.resize(reader ? fill(**reader, out).size : 0);
    return out;
}

}  // namespace assay::verifier
