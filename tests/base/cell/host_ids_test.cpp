// SPDX-License-Identifier: Apache-2.0
#include "base/cell/host_ids.hpp"

#include "tests/base/cell/hostile.hpp"

#include <pwd.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

TEST_CASE("ids that are apart are no user's of the machine", "[base][cell][ids]") {
    const auto ids = need(HostIds::apart());
    CHECK(ids.count() == 1);
    if (ids.kind() == HostIds::Kind::Own) {
        CHECK(ids.first_uid() == ::geteuid());
        SKIP("this user has no subordinate ids");
    }
    CHECK(ids.kind() == (is_root() ? HostIds::Kind::Fresh : HostIds::Kind::Subordinate));
    CHECK(ids.first_uid() != ::geteuid());
    CHECK(::getpwuid(ids.first_uid()) == nullptr);
}

TEST_CASE("two that are apart at a time are not the same", "[base][cell][ids]") {
    const auto first = need(HostIds::apart());
    if (first.kind() == HostIds::Kind::Own) SKIP("this user has no subordinate ids");
    unsigned second = 0;
    {
        const auto other = need(HostIds::apart());
        second = other.first_uid();
        CHECK(second != first.first_uid());
    }
    // One that was given back can be taken again: where to begin looking is the process's number.
    CHECK(need(HostIds::apart()).first_uid() == second);
}

TEST_CASE("a range has a root that is no user of the machine", "[base][cell][ids]") {
    const auto ids = a_range();
    CHECK(ids->is_range());
    CHECK(ids->count() == HostIds::kRangeCount);
    CHECK(ids->first_uid() != ::geteuid());
    CHECK(::getpwuid(ids->first_uid()) == nullptr);
}

TEST_CASE("a keeper is for who is not root", "[base][cell][ids]") {
    const auto ids = HostIds::keeper();
    if (is_root()) {
        CHECK(ids.error().kind() == ErrorKind::Internal);
        return;
    }
    if (!ids) SKIP(ids.error().message());
    CHECK(ids->first_uid() == ::geteuid());
    CHECK(ids->count() == HostIds::kRangeCount + 1);
    const auto range = need(HostIds::range());
    CHECK(ids->subordinate_uid() == range.first_uid());
    // What is a build's is inside what it keeps.
    CHECK(need(HostIds::apart()).first_uid() - ids->subordinate_uid() < HostIds::kRangeCount);
}
