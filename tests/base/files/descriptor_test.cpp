// SPDX-License-Identifier: Apache-2.0
#include "base/files/descriptor.hpp"

#include "tests/support/support.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace assay;

namespace {

bool is_open(int number) { return ::fcntl(number, F_GETFD) >= 0; }

struct Pipe {
    Pipe() {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        in = Descriptor(ends[1], "pipe");
        out = Descriptor(ends[0], "pipe");
    }
    Descriptor in, out;
};

}  // namespace

TEST_CASE("a descriptor closes itself and never twice", "[base][descriptor]") {
    test::TempFolder temp;
    int number = -1;
    {
        auto file = test::need(Descriptor::open(temp / "a", O_RDWR | O_CREAT, 0600));
        number = file.number();
        auto moved = std::move(file);
        CHECK(is_open(number));
        CHECK(moved.number() == number);
    }
    CHECK(!is_open(number));
}

TEST_CASE("a descriptor is not inherited by a program, wherever it came from", "[base][descriptor]") {
    const Pipe pipe;
    CHECK((::fcntl(pipe.in.number(), F_GETFD) & FD_CLOEXEC) != 0);
    const auto second = test::need(pipe.in.duplicate());
    CHECK((::fcntl(second.number(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("reading all stops at the cap and says so", "[base][descriptor]") {
    test::TempFolder temp;
    const Bytes content(1'000'000, 'x');
    const auto path = temp / "a";
    auto file = test::need(Descriptor::open(path, O_RDWR | O_CREAT, 0600));
    test::need(file.write_all(content));
    const auto read = [&](std::size_t most) { return test::need(Descriptor::open(path, O_RDONLY)).read_all(most); };
    CHECK(test::need(read(1'000'000)) == content);
    CHECK(test::need(read(SIZE_MAX)) == content);
    const auto more = read(999'999);
    REQUIRE(!more);
    CHECK(more.error().kind() == ErrorKind::Limit);
    CHECK(more.error().message() == "reading \"" + path.string() + "\": is larger than 1.0 MB");
    CHECK(!read(0));
}

TEST_CASE("reading all of a pipe goes on until it is closed", "[base][descriptor]") {
    Pipe pipe;
    test::need(pipe.in.write_all(bytes_of("one ")));
    test::need(pipe.in.write_all(bytes_of("two")));
    test::need(pipe.in.close());
    CHECK(to_text(test::need(pipe.out.read_all(100))) == "one two");
}

TEST_CASE("an exact read past the end is invalid and names both places", "[base][descriptor]") {
    test::TempFolder temp;
    auto file = test::need(Descriptor::open(temp / "a", O_RDWR | O_CREAT, 0600));
    test::need(file.write_all(bytes_of("0123456789")));
    Bytes four(4);
    test::need(file.pread_exact(four, 6));
    CHECK(to_text(four) == "6789");
    const auto past = file.pread_exact(four, 8);
    REQUIRE(!past);
    CHECK(past.error().kind() == ErrorKind::Invalid);
    CHECK(past.error().message().ends_with("ends at byte 10, byte 12 is needed"));
}

TEST_CASE("opening what is not there names it", "[base][descriptor]") {
    const auto missing = Descriptor::open("/nonexistent/x", O_RDONLY);
    REQUIRE(!missing);
    CHECK(missing.error().kind() == ErrorKind::NotFound);
    CHECK(missing.error().message() == "opening \"/nonexistent/x\": no such file or directory");
}

TEST_CASE("a full device is reported as full", "[base][descriptor]") {
    const auto full = test::need(Descriptor::open("/dev/full", O_WRONLY));
    const auto written = full.write_all(bytes_of("x"));
    REQUIRE(!written);
    CHECK(written.error().kind() == ErrorKind::Full);
    CHECK(written.error().message() == "writing \"/dev/full\": no space left on device");
}
