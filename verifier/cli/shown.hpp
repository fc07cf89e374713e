// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/console.hpp"
#include "verifier/action/show.hpp"

namespace assay::verifier {

/// How what was opened of a source is shown. Names and contents are a vendor's: nothing of them reaches a terminal that
/// it would obey, hide or reorder.

/// More of a text is not shown at once.
inline constexpr std::uint64_t kShownBytesMax = 16U << 20;
/// Of a file that is no text, so many bytes are shown.
inline constexpr std::size_t kDumpBytesMax = 512;

/// Mode, size and path of each name; a link's mode is 120000, an empty folder's 040000, as git has them.
std::string render_list(const Shown::List& list, const Style& style);
Json entries_of(const Shown::List& list);

/// A file's content, or the beginning of it.
struct ShownContent {
    Bytes bytes;
    bool is_text;  ///< without it, `bytes` are the first kDumpBytesMax
};
/// A file without a zero byte in its first 8000 is a text. Errors: Limit for a text of more than kShownBytesMax.
Result<ShownContent> read_content(const Shown::File& file);
/// A text escaped, its last line ended; of another file what it is, and its first bytes in hexadecimal.
std::string render_content(const Shown::File& file, const ShownContent& content, const Style& style);
std::string render_link(const Shown::Link& link, const Style& style);

/// A name for JSON: escaped as on a terminal in `path`, and exact in `path_base64` where that is another text, else
/// null.
void add_path(Json& json, const RelativePath& path);
/// `100644`
std::string_view octal_of(storage::TreeMode mode);

/// That a path is not there, with what may have been meant.
Error not_there(const Shown::Missing& missing);

}  // namespace assay::verifier
