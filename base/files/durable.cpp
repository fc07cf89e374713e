// SPDX-License-Identifier: Apache-2.0
#include "base/files/durable.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace assay {

namespace {

/// A name used once in this process. Two processes of one number meet only across machines or containers, and
/// then the second one takes the next name.
std::string next_part_name() {
    static std::atomic<std::uint64_t> count = 0;
    return ".assay-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".part";
}

/// Calls `make` with fresh temporary names until one is free; -1 with errno when it fails otherwise.
template <typename Make>
int with_part_name(std::string& part, Make make) {
    for (;;) {
        auto candidate = next_part_name();
        const int result = make(candidate);
        if (result < 0 && errno == EEXIST) continue;
        if (result >= 0) part = std::move(candidate);
        return result;
    }
}

}  // namespace

DurableFile::DurableFile(Folder folder, std::string name, DurableOptions options)
    : folder_(std::move(folder)), name_(std::move(name)), options_(options) {}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      name_(std::move(other.name_)),
      options_(other.options_),
      file_(std::move(other.file_)),
      part_(std::exchange(other.part_, {})),
      size_(other.size_) {}

DurableFile::~DurableFile() {
    if (!part_.empty()) ::unlinkat(folder_.descriptor().number(), part_.c_str(), 0);
}

Result<DurableFile> DurableFile::begin(const Folder& folder, const RelativePath& name, DurableOptions options) {
    const auto parent = name.parent();
    DurableFile out(parent ? TRY(folder.folder(*parent)) : TRY(folder.duplicate()), std::string(name.filename()),
                    options);
    TRY(out.check_place());
    TRY(out.open());
    return out;
}

Result<DurableFile> DurableFile::begin(const std::filesystem::path& path, DurableOptions options) {
    const auto name = TRY_WITHIN("writing " + quote(path.string()), RelativePath::parse(path.filename().native()));
    const auto parent = path.parent_path();
    const auto folder = TRY_WITHIN("writing " + quote(path.string()), Folder::open(parent.empty() ? "." : parent));
    return begin(folder, name, options);
}

Status DurableFile::append(ByteView bytes) {
    TRY(file_.write_all(bytes));
    size_ += bytes.size();
    return {};
}

Status DurableFile::commit() {
    TRY(file_.sync());
    TRY(check_place());
    TRY(publish());
    TRY_WITHIN("writing " + quote(full_name()) + ": it is in place, but may not survive a crash", folder_.sync());
    return {};
}

Status DurableFile::open() {
    const int folder = folder_.descriptor().number();
    int number = ::openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, options_.mode);
    if (number < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        number = with_part_name(part_, [&](const std::string& part) {
            return ::openat(folder, part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, options_.mode);
        });
    if (number < 0) return failed_at("writing", full_name(), errno);
    file_ = Descriptor(number, full_name());
    return {};
}

Status DurableFile::publish() {
    const int folder = folder_.descriptor().number();
    if (part_.empty()) {
        const auto self = "/proc/self/fd/" + std::to_string(file_.number());
        const auto link_as = [&](const std::string& name) {
            return ::linkat(AT_FDCWD, self.c_str(), folder, name.c_str(), AT_SYMLINK_FOLLOW);
        };
        if (options_.when_present == WhenPresent::Refuse) {
            if (link_as(name_) != 0) return failed_at("writing", full_name(), errno);
            return {};
        }
        if (with_part_name(part_, link_as) < 0) return failed_at("writing", full_name(), errno);
    }
    // For want of a rename that spares what is there on every file system, a link: it never replaces.
    const bool refuse = options_.when_present == WhenPresent::Refuse;
    const int published = refuse ? ::linkat(folder, part_.c_str(), folder, name_.c_str(), 0)
                                 : ::renameat(folder, part_.c_str(), folder, name_.c_str());
    if (published != 0) return failed_at("writing", full_name(), errno);
    if (!refuse) part_.clear();
    return {};
}

Status DurableFile::check_place() const {
    const auto present = folder_.status(TRY(RelativePath::parse(name_)));
    if (!present && present.error().kind() == ErrorKind::NotFound) return {};
    if (!present) return fail(present.error());
    const auto attempt = "writing " + quote(full_name());
    if (options_.when_present == WhenPresent::Refuse) return fail(ErrorKind::Conflict, attempt + ": exists already");
    if (present->kind != FileKind::Regular)
        return fail(ErrorKind::Invalid,
                    attempt + ": is " + std::string(describe(present->kind)) + ", and only a regular file is replaced");
    return {};
}

std::string DurableFile::full_name() const { return name_below(folder_.descriptor(), name_); }

Result<Folder> make_folder_durably(const std::filesystem::path& path, unsigned mode) {
    // The last one always: it may have been made by somebody who was cut off before he could sync.
    std::vector<std::filesystem::path> holders = {path.parent_path()};
    std::error_code ignored;
    for (auto at = holders.back(); !at.empty() && !std::filesystem::exists(at, ignored); at = at.parent_path())
        holders.push_back(at.parent_path());
    auto folder = TRY(Folder::make(path, mode));
    for (const auto& holder : holders) TRY(TRY(Folder::open(holder.empty() ? "." : holder)).sync());
    return folder;
}

Status write_durably(const Folder& folder, const RelativePath& name, ByteView bytes, DurableOptions options) {
    auto file = TRY(DurableFile::begin(folder, name, options));
    TRY(file.append(bytes));
    return file.commit();
}

Status write_durably(const std::filesystem::path& path, ByteView bytes, DurableOptions options) {
    auto file = TRY(DurableFile::begin(path, options));
    TRY(file.append(bytes));
    return file.commit();
}

}  // namespace assay
