// SPDX-License-Identifier: Apache-2.0
#include "storage/export/export_pieces.hpp"

namespace assay::storage {

Result<ExportPieces> ExportPieces::open(Descriptor file) {
    auto reader = TRY(ExportReader::open(file));
    auto sealed = TRY(reader.read_sealed());
    auto list = TRY(reader.read_list());
    auto offset = reader.offset();
    ExportPieces out(std::move(file), reader.head(), std::move(sealed), std::move(list));
    for (const auto& id : out.list_.ids()) {
        std::uint8_t length[4];
        const auto read = out.file_.pread_exact(length, offset);
        if (!read && read.error().kind() == ErrorKind::Invalid)
            return fail(ErrorKind::Invalid, "export file: ends within " + short_name(id));
        TRY(Status(read));
        const auto size = read_big_endian<std::uint32_t>(length);
        if (size > sealed_bytes_max())
            return fail(ErrorKind::Limit, "export file: " + short_name(id) + " is larger than a piece may be");
        out.places_.emplace(id, Place{offset + 4, size});
        offset += 4 + std::uint64_t{size};
        out.bytes_ += size;
    }
    out.end_ = offset;
    return out;
}

Result<Bytes> ExportPieces::get(const PieceId& id) {
    const auto at = places_.find(id);
    if (at == places_.end()) return fail(ErrorKind::NotFound, "export file: " + short_name(id) + " is not in it");
    Bytes out(at->second.size);
    TRY(file_.pread_exact(out, at->second.offset));
    return out;
}

}  // namespace assay::storage
