// SPDX-License-Identifier: Apache-2.0
#include "witness/service/service.hpp"

#include "base/http/status.hpp"

namespace assay::witness {

http::Router make_router(Witness& witness, ReplyObserver observer) {
    http::Router router;
    router.add(
        "POST /add-checkpoint",
        [&witness, observer = std::move(observer)](const http::Request& request,
                                                   const http::Captures&) -> Result<http::Response> {
            const auto reply = witness.add_checkpoint(text_of(request.body));
            observer(reply);
            if (!reply) return fail(http::as_told_to_peers(reply.error(), "answering " + request.describe()));
            return http::Response{.status = static_cast<unsigned>(reply->status),
                                  .content_type = reply->content_type,
                                  .headers = {},
                                  .body = to_bytes(reply->body)};
        },
        crypto::kAddCheckpointBytesMax);
    router.add("GET /{origin}/checkpoint",
               [&witness](const http::Request&, const http::Captures& captures) -> Result<http::Response> {
                   const auto checkpoint = witness.checkpoint(captures["origin"]);
                   if (!checkpoint) return fail(ErrorKind::NotFound, "no log of that origin has been cosigned here");
                   return http::Response::text(*checkpoint);
               });
    return router;
}

}  // namespace assay::witness
