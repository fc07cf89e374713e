// SPDX-License-Identifier: Apache-2.0
#include "storage/export/export_file.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

constexpr std::string_view kFormat = "assay-export-v1", kAnyFormat = "assay-export-v";

std::unexpected<Error> unknown_format(std::string_view format) {
    return fail(ErrorKind::Unsupported, "export file: the format " + quote(format) + " is unknown to this version");
}

constexpr std::size_t kLengthDigitsMax = 9;

Result<Bytes> read_exactly(const Descriptor& file, std::size_t size, std::string_view what) {
    Bytes out(size);
    std::size_t have = 0;
    while (have < size) {
        const auto got = TRY(file.read_some(std::span(out).subspan(have)));
        if (got == 0) return fail(ErrorKind::Invalid, "export file: ends within " + std::string(what));
        have += got;
    }
    return out;
}

/// A line of at most `most` bytes, without its newline.
Result<std::string> read_line(const Descriptor& file, std::size_t most, std::string_view what) {
    std::string out;
    for (;;) {
        const auto byte = TRY(read_exactly(file, 1, what));
        if (byte[0] == '\n') return out;
        if (out.size() == most) return fail(ErrorKind::Invalid, "export file: " + std::string(what) + " is too long");
        out.push_back(static_cast<char>(byte[0]));
    }
}

}  // namespace

std::string ExportHead::render() const {
    auto json = Json::object({{"format", kFormat}, {"held", held.to_json()}, {"exported", exported.render()}});
    proofs.render_into(json);
    auto objects = Json::array();
    for (const auto& object : sealed)
        objects.push(Json::object({{"sha256", crypto::hex(object.sha256)}, {"size", Json::decimal(object.size)}}));
    json.set("sealed", std::move(objects)).set("list_bytes", Json::decimal(list_bytes));
    return json.render();
}

Result<ExportHead> ExportHead::parse(std::string_view text) {
    const auto json = TRY_WITHIN("export file: head", Json::parse(text, {.bytes = kBytesMax, .depth = 24}));
    auto record = TRY(Record::of(json, "export file: head"));
    if (const auto format = TRY(record.text("format")); format != kFormat) return unknown_format(format);
    auto held = TRY_WITHIN("export file", crypto::Evidence::parse(TRY(record.any("held"))->render_pretty()));
    auto exported = TRY(crypto::SaltedEnvelope::parse(*TRY(record.any("exported")), "export file: export statement"));
    auto proofs = TRY(crypto::ProofSet::read(record));
    const auto* sealed_list = TRY(record.array("sealed"));
    const auto list_bytes = TRY(record.decimal("list_bytes"));
    TRY(record.finish());
    if (sealed_list->size() > kObjectsMax) return fail(ErrorKind::Limit, "export file: holds too many sealed objects");
    std::vector<ExportedObject> sealed;
    for (const auto& item : *sealed_list) {
        auto object = TRY(Record::of(item, "export file: sealed object"));
        const auto sha256 =
            TRY(decode_hex_as<crypto::Sha256>(TRY(object.text("sha256")), "export file: a sealed object's digest"));
        const auto size = TRY(object.decimal("size"));
        TRY(object.finish());
        if (size > kObjectBytesMax)
            return fail(ErrorKind::Limit,
                        "export file: a sealed object is larger than " + human_bytes(kObjectBytesMax));
        sealed.push_back({sha256, size});
    }
    if (list_bytes > PieceList::kBytesMax) return fail(ErrorKind::Limit, "export file: its piece list is too long");
    return ExportHead{std::move(held), std::move(exported), std::move(proofs), std::move(sealed), list_bytes};
}

Bytes render_export_front(const ExportHead& head, const std::vector<Bytes>& sealed, const PieceList& list) {
    const auto text = head.render();
    auto out = to_bytes(std::string(kFormat) + "\n" + std::to_string(text.size()) + "\n" + text);
    for (const auto& object : sealed) append(out, object);
    append(out, list.encode());
    return out;
}

Bytes render_export_piece(ByteView ciphertext) {
    Bytes out;
    out.reserve(4 + ciphertext.size());
    append_big_endian(out, static_cast<std::uint32_t>(ciphertext.size()));
    append(out, ciphertext);
    return out;
}

Result<ExportReader> ExportReader::open(const Descriptor& file) {
    const auto format = TRY(read_line(file, kFormat.size() + 8, "its first line"));
    if (!format.starts_with(kAnyFormat)) return fail(ErrorKind::Invalid, "it is no export file");
    if (format != kFormat) return unknown_format(format);
    const auto length = parse_decimal(TRY(read_line(file, kLengthDigitsMax, "the length of its head")));
    if (!length || *length > ExportHead::kBytesMax)
        return fail(ErrorKind::Invalid,
                    "export file: the length of its head is no number up to " + std::to_string(ExportHead::kBytesMax));
    const auto text = TRY(read_exactly(file, static_cast<std::size_t>(*length), "its head"));
    auto head = TRY(ExportHead::parse(text_of(text)));
    const auto offset = kFormat.size() + 1 + std::to_string(*length).size() + 1 + text.size();
    return ExportReader(file, std::move(head), offset);
}

Result<Bytes> ExportReader::take(std::size_t size, std::string_view what) {
    auto out = TRY(read_exactly(*file_, size, what));
    offset_ += size;
    return out;
}

Result<std::vector<Bytes>> ExportReader::read_sealed() {
    std::vector<Bytes> out;
    for (const auto& object : head_.sealed) {
        out.push_back(TRY(take(static_cast<std::size_t>(object.size), "a sealed object")));
        if (crypto::sha256(out.back()) != object.sha256)
            return fail(ErrorKind::Untrusted, "export file: a sealed object does not have the digest its head names");
    }
    return out;
}

Result<PieceList> ExportReader::read_list() {
    return TRY_WITHIN("export file",
                      PieceList::decode(TRY(take(static_cast<std::size_t>(head_.list_bytes), "its piece list"))));
}

Status ExportReader::read_pieces(const PieceList& list, const std::function<Status(SealedPiece)>& keep) {
    for (const auto& id : list.ids()) {
        const auto size = read_big_endian<std::uint32_t>(TRY(take(4, short_name(id))));
        if (size > sealed_bytes_max())
            return fail(ErrorKind::Limit, "export file: " + short_name(id) + " is larger than a piece may be");
        SealedPiece piece(TRY(take(size, short_name(id))));
        if (piece.id() != id)
            return fail(ErrorKind::Untrusted,
                        "export file: the bytes in the place of " + short_name(id) + " have another digest");
        TRY(keep(std::move(piece)));
    }
    Bytes more(1);
    if (TRY(file_->read_some(more)) != 0) return fail(ErrorKind::Invalid, "export file: goes on after its last piece");
    return {};
}

}  // namespace assay::storage
