// SPDX-License-Identifier: Apache-2.0
#include "storage/index/work_queue.hpp"

#include "tests/support/support.hpp"

#include <atomic>

using namespace assay;
using namespace assay::storage;
using assay::test::need;

TEST_CASE("every job is done once, whatever the number of threads", "[storage][work-queue]") {
    for (const unsigned helpers : {0U, 1U, 3U}) {
        WorkQueue queue(helpers, 100);
        std::atomic<int> done = 0;
        for (int i = 0; i < 1000; ++i)
            need(queue.submit(static_cast<std::size_t>(i % 150), [&]() -> Status {
                ++done;
                return {};
            }));
        need(queue.finish());
        CHECK(done == 1000);
    }
}

TEST_CASE("the first failure is reported, and nothing is begun after it", "[storage][work-queue]") {
    WorkQueue queue(1, 10);
    std::atomic<int> begun = 0;
    Status status;
    for (int i = 0; i < 10'000 && status; ++i)
        status = queue.submit(1, [&, i]() -> Status {
            ++begun;
            if (i == 50) return fail(ErrorKind::Full, "the fiftieth");
            return {};
        });
    if (status) status = queue.finish();
    REQUIRE_FALSE(status);
    CHECK(status.error().message() == "the fiftieth");
    CHECK(begun < 100);
    CHECK_FALSE(queue.finish());
}

TEST_CASE("a queue that goes drops what has not begun", "[storage][work-queue]") {
    std::atomic<int> done = 0;
    {
        WorkQueue queue(1, 1000);
        for (int i = 0; i < 10; ++i)
            need(queue.submit(1, [&]() -> Status {
                ++done;
                return {};
            }));
    }
    CHECK(done <= 10);
}
