// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/explain_worker.hpp"

#include "verifier/anatomy/inside.hpp"

namespace assay::verifier {

Result<Bytes> explain_in_worker(cell::Request& request) {
    constexpr std::size_t kSizeBytes = sizeof(std::uint64_t);
    if (request.files.size() != 2 || request.bytes.size() != 2 * kSizeBytes)
        return fail(ErrorKind::Internal, "explaining a difference takes two files and their sizes");
    Budget budget;
    const auto content = [&](std::size_t number) {
        const auto size = ByteView(request.bytes).subspan(number * kSizeBytes, kSizeBytes);
        return file_content(request.files[number], read_big_endian<std::uint64_t>(size), budget);
    };
    const Sides sides{content(0), content(1)};
    const auto whole = Inside(budget).whole(sides);
    return to_bytes(whole ? whole->render().render() : Json().render());
}

}  // namespace assay::verifier
