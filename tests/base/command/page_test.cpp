// SPDX-License-Identifier: Apache-2.0
#include "base/command/page.hpp"

#include "tests/support/support.hpp"

using namespace assay;

namespace {

constexpr std::string_view kPage = R"(# tool part do - does a thing - well

First line
goes on with `code` and **weight**, see [there](x.md).

Second.

## Examples

### One

```
a  b

c
```
- one
  more
- two

| n | what |
|---|------|
| 0 | `fine` |
| 10 | not |
)";

}  // namespace

TEST_CASE("a page is read into its title and blocks", "[base][page]") {
    const auto page = Page::read(kPage);
    CHECK(page.path == "tool part do");
    CHECK(page.summary == "does a thing - well");
    REQUIRE(page.introduction.size() == 2);
    CHECK(page.introduction[0].lines[0] == "First line goes on with `code` and **weight**, see [there](x.md).");
    const auto* examples = page.find("Examples");
    REQUIRE(examples != nullptr);
    REQUIRE(examples->blocks.size() == 4);
    CHECK(examples->blocks[0].kind == Block::Kind::Heading);
    CHECK(examples->blocks[1].lines == std::vector<std::string>{"a  b", "", "c"});
    CHECK(examples->blocks[2].lines == std::vector<std::string>{"one more", "two"});
    CHECK(examples->blocks[3].rows[2] == std::vector<std::string>{"10", "not"});
    CHECK(page.find("Nothing") == nullptr);
}

TEST_CASE("a page is shown indented, wrapped, without its marks", "[base][page]") {
    const auto page = Page::read(kPage);
    CHECK(render(page.introduction, Style(false), 40) ==
          "  First line goes on with code and\n  weight, see there.\n\n  Second.\n");
    CHECK(render(page.find("Examples")->blocks, Style(false), 40) ==
          "  One\n\n  a  b\n\n  c\n\n  - one more\n  - two\n\n  0   fine\n  10  not\n");
}

TEST_CASE("unpaired marks stay as they are", "[base][page]") {
    CHECK(wrap("a ` b ** c [d e](", Style(false), 80, 0) == "a ` b ** c [d e](");
    CHECK(wrap("", Style(false), 80, 0).empty());
    CHECK(wrap("averyveryverylongword next", Style(false), 10, 2) == "averyveryverylongword\n  next");
}
