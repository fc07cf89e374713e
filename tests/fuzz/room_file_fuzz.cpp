// SPDX-License-Identifier: Apache-2.0
// What is sealed to rooms and trustees, once it is opened.
#include "crypto/sealing/sealed_file.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

namespace {

template <typename File>
void settle_file(ByteView input) {
    const auto file = File::parse(input);
    if (!file) return check(file.error());
    const auto first = file->render();
    const auto again = need(File::parse(first.view()), "what is written is read").render();
    hold(equal(again.view(), first.view()), "what is written twice is the same");
}

}  // namespace

void run(ByteView input) {
    settle_file<crypto::RoomFile>(input);
    settle_file<crypto::ShareFile>(input);
}

}  // namespace assay::fuzz
