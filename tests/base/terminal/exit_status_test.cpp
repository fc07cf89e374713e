// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/exit_status.hpp"

#include "tests/support/support.hpp"

using namespace assay;

TEST_CASE("each kind of error has the status that the design gives it", "[base][exit]") {
    const std::pair<ErrorKind, int> table[] = {
        {ErrorKind::Usage, 2},       {ErrorKind::Invalid, 1},      {ErrorKind::NotFound, 5},
        {ErrorKind::Conflict, 1},    {ErrorKind::Corrupt, 20},     {ErrorKind::Untrusted, 10},
        {ErrorKind::Unproven, 11},   {ErrorKind::PolicyUnmet, 12}, {ErrorKind::Equivocation, 13},
        {ErrorKind::Refused, 4},     {ErrorKind::Limit, 1},        {ErrorKind::Busy, 6},
        {ErrorKind::Unavailable, 7}, {ErrorKind::Sandbox, 16},     {ErrorKind::Full, 21},
        {ErrorKind::Io, 1},          {ErrorKind::Unsupported, 11}, {ErrorKind::Interrupted, 130},
        {ErrorKind::Internal, 1},    {ErrorKind::Differs, 14},
    };
    for (const auto& [kind, status] : table) CHECK(exit_status(kind) == status);
}

TEST_CASE("of several checks the first of 10, 13, 11, 14, 12 counts", "[base][exit]") {
    CHECK(worst_of({}) == 0);
    CHECK(worst_of({0, 0}) == 0);
    CHECK(worst_of({12, 11, 13, 10}) == 10);
    CHECK(worst_of({12, 11, 13}) == 13);
    CHECK(worst_of({12, 0, 11}) == 11);
    CHECK(worst_of({0, 12}) == 12);
    CHECK(worst_of({0, 1, 14}) == 14);
    CHECK(worst_of({0, 7, 1}) == 7);
    CHECK(worst_of({12, 14}) == 14);
    CHECK(worst_of({14, 11}) == 11);
}
