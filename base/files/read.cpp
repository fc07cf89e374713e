// SPDX-License-Identifier: Apache-2.0
#include "base/files/read.hpp"

#include "base/core/text.hpp"

#include <fcntl.h>

namespace assay {

namespace {

constexpr unsigned kOthersMayAnything = 077;

Result<Descriptor> open_regular(const std::filesystem::path& path) {
    auto file = TRY(Descriptor::open(path, O_RDONLY | O_NONBLOCK));
    const auto kind = TRY(file.status()).kind;
    if (kind != FileKind::Regular)
        return fail(ErrorKind::Invalid,
                    "reading " + quote(file.name()) + ": is " + std::string(describe(kind)) + ", not a regular file");
    return file;
}

/// Reads to the end into memory that is wiped, of one size from the start so that nothing is left behind by growth.
Result<SecretBytes> read_secret(const Descriptor& file, std::size_t most) {
    SecretBytes buffer(most + 1);
    std::size_t have = 0;
    while (have <= most) {
        const auto got = TRY(file.read_some(buffer.mutable_view().subspan(have)));
        if (got == 0) return SecretBytes(buffer.view().first(have));
        have += got;
    }
    return fail(ErrorKind::Limit, "reading " + quote(file.name()) + ": is larger than " + human_bytes(most));
}

Result<SecretBytes> read_own_secret(const Descriptor& file, std::size_t most) {
    if ((TRY(file.status()).mode & kOthersMayAnything) != 0)
        return fail(Error(ErrorKind::Refused, "reading " + quote(file.name()) +
                                                  ": is a secret that others than its owner may read or write")
                        .with_hint("chmod 600 " + quote(file.name())));
    return read_secret(file, most);
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t most) {
    return TRY(open_regular(path)).read_all(most);
}

Result<Bytes> read_file(const Folder& folder, const RelativePath& path, std::size_t most) {
    return TRY(folder.open_file(path)).read_all(most);
}

Result<SecretBytes> read_secret_file(const std::filesystem::path& path, std::size_t most) {
    return read_own_secret(TRY(open_regular(path)), most);
}

Result<SecretBytes> read_secret_file(const Folder& folder, const RelativePath& path, std::size_t most) {
    return read_own_secret(TRY(folder.open_file(path)), most);
}

}  // namespace assay
