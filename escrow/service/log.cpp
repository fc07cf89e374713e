// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/tlog/tile.hpp"
#include "escrow/service/routes.hpp"

namespace assay::escrow {

namespace {

using http::Captures;
using http::Request;
using http::Response;

/// Segments of `tile/<L>/<N>.p/<W>` after the first: an index has up to 17 digits, three a segment.
constexpr std::size_t kTileSegmentsMin = 2, kTileSegmentsMax = 8;

Result<Response> send_checkpoint(const Custody& custody) {
    const auto published = custody.log().published();
    if (!published) return fail(ErrorKind::NotFound, "no checkpoint has been cosigned yet");
    return Response::text(published->note.render());
}

Result<Response> send_tile(const Custody& custody, const Request& request) {
    const auto& segments = request.target.segments();
    const auto tile = TRY(crypto::Tile::parse(join({segments.begin() + 1, segments.end()}, "/")));
    const storage::TileFiles files(TRY(Folder::open(custody.log_folder())));
    Response response;
    auto bytes = files.read(tile);
    if (!bytes && bytes.error().kind() == ErrorKind::NotFound)
        return fail(ErrorKind::NotFound, "the log has no tile " + quote(tile.path()));
    response.body = TRY(std::move(bytes));
    return response;
}

}  // namespace

void add_log_routes(http::Router& router, const Custody& custody) {
    router.add("GET /log/checkpoint", [&custody](const Request&, const Captures&) { return send_checkpoint(custody); });
    std::string pattern = "GET /log/tile";
    for (std::size_t segments = 1; segments <= kTileSegmentsMax; ++segments) {
        pattern += "/{" + std::to_string(segments) + "}";
        if (segments < kTileSegmentsMin) continue;
        router.add(pattern,
                   [&custody](const Request& request, const Captures&) { return send_tile(custody, request); });
    }
}

}  // namespace assay::escrow
