// SPDX-License-Identifier: Apache-2.0
#include "verifier/compare/explain_worker.hpp"

#include "verifier/compare/inside.hpp"

namespace assay::verifier {

Result<Bytes> explain_in_worker(cell::Request& request) {
    if (request.files.size() != 2) return fail(ErrorKind::Internal, "explaining a difference takes two files");
    Budget budget;
    const Sides sides{TRY(file_content(request.files[0], budget)), TRY(file_content(request.files[1], budget))};
    const auto whole = Inside(budget).whole(sides);
    return to_bytes(whole ? whole->render().render() : Json().render());
}

}  // namespace assay::verifier
