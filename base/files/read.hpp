// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/secret.hpp"
#include "base/files/folder.hpp"

namespace assay {

/// A whole regular file of at most `most` bytes. Errors: Invalid for a folder, FIFO, socket or device, Limit when
/// larger, io_error's; all begin `reading "path"` or `opening "path"`.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t most);
Result<Bytes> read_file(const Folder& folder, const RelativePath& path, std::size_t most);

/// The same for a key or a passphrase. Errors also: Refused when anyone but its owner may read or write the file.
Result<SecretBytes> read_secret_file(const std::filesystem::path& path, std::size_t most);
Result<SecretBytes> read_secret_file(const Folder& folder, const RelativePath& path, std::size_t most);

}  // namespace assay
