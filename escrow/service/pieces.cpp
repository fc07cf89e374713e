// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/asker.hpp"
#include "escrow/service/routes.hpp"
#include "escrow/wire/acknowledgement.hpp"
#include "escrow/wire/piece_batch.hpp"
#include "escrow/wire/piece_ids.hpp"
#include "storage/export/export_file.hpp"

namespace assay::escrow {

namespace {

using crypto::IdentityId;
using http::Captures;
using http::Request;
using http::Response;

Result<Response> tell_missing(const Custody& custody, const IdentityId& vendor, ByteView body) {
    const auto ids = TRY(decode_piece_ids(body));
    const auto missing = TRY(custody.pieces(vendor)->missing(ids));
    Response response;
    response.body = encode_piece_ids(missing);
    return response;
}

Result<Response> store(const Custody& custody, const IdentityId& vendor, ByteView body) {
    const auto pieces = custody.pieces(vendor);
    PieceBatch batch(body);
    PiecesStored stored;
    while (const auto piece = TRY(batch.next())) {
        TRY(pieces->put(storage::SealedPiece(to_bytes(*piece))));
        ++stored.count;
    }
    TRY(pieces->flush());
    return Response::json(stored.render());
}

Result<Response> keep_list(Custody& custody, const IdentityId& vendor, ByteView body) {
    const auto digest = TRY(custody.keep_list(vendor, TRY(storage::PieceList::decode(body))));
    return Response::json(ObjectKept{digest}.render());
}

Result<Response> keep_sealed(Custody& custody, const IdentityId& vendor, ByteView body) {
    if (body.empty()) return fail(ErrorKind::Invalid, "keeping a sealed object: the body is empty");
    const auto digest = TRY(custody.keep_sealed(vendor, body));
    return Response::json(ObjectKept{digest}.render());
}

/// A handler of what a vendor sends, which is read only once it is clear that a vendor sends it.
template <typename Take>
http::RouteHandler from_vendor(Custody& custody, Take take) {
    return [&custody, take](const Request& request, const Captures&) -> Result<Response> {
        return take(custody, TRY(vendor_asking(custody, request)), request.body);
    };
}

}  // namespace

void add_piece_routes(http::Router& router, Custody& custody) {
    const auto known = must_be_known(custody);
    router.add("POST /v1/pieces/missing", from_vendor(custody, tell_missing), kPieceIdsBytesMax, known);
    router.add("POST /v1/pieces", from_vendor(custody, store), kPieceBatchBytesMax, known);
    router.add("POST /v1/lists", from_vendor(custody, keep_list), storage::PieceList::kBytesMax, known);
    router.add("POST /v1/sealed", from_vendor(custody, keep_sealed), storage::ExportHead::kObjectBytesMax, known);
}

}  // namespace assay::escrow
