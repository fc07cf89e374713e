// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/lock.hpp"

#include "base/core/text.hpp"
#include "storage/recipe/package_name.hpp"

#include <algorithm>
#include <set>

namespace assay::storage {

namespace {

constexpr std::string_view kFormat = "assay-lock-v1";

std::unexpected<Error> invalid(std::string what) { return fail(ErrorKind::Invalid, "lock: " + std::move(what)); }

Status check_word(std::string_view what, std::string_view word) {
    const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; };
    if (word.size() > 50 || !std::ranges::all_of(word, is_plain))
        return invalid(std::string(what) + " " + quote(word) + " is no plain word");
    return {};
}

/// A name in a folder of the materials, taken once.
Status take_name(std::set<RelativePath>& taken, const RelativePath& file) {
    if (file.components().size() != 1) return invalid("file " + quote(file.text()) + " is in a folder of its own");
    if (!taken.insert(file).second) return invalid("file " + quote(file.text()) + " is named twice");
    return {};
}

template <typename Package>
Status check_package(const Package& package) {
    TRY_WITHIN("lock", check_package_name(package.name));
    TRY_WITHIN("lock: package " + quote(package.name), check_package_version(package.version));
    TRY_WITHIN("lock: package " + quote(package.name), check_architecture(package.architecture));
    return {};
}

template <typename Package>
Status check_count(const std::vector<Package>& packages) {
    if (packages.size() > Lock::kPackagesMax)
        return fail(ErrorKind::Limit, "lock: it lists more than " + count_of(Lock::kPackagesMax, "package"));
    return {};
}

Status check_archives(const DebianLock& lock) {
    if (lock.archives.size() > Lock::kArchivesMax)
        return fail(ErrorKind::Limit, "lock: it lists more than " + count_of(Lock::kArchivesMax, "archive"));
    std::set<RelativePath> taken;
    for (const auto& archive : lock.archives) {
        TRY(take_name(taken, archive.in_release.file));
        if (archive.indexes.empty() || archive.indexes.size() > Lock::kIndexesMax)
            return invalid("archive " + quote(archive.in_release.file.text()) + " has not 1 to " +
                           std::to_string(Lock::kIndexesMax) + " package indexes");
        for (const auto& index : archive.indexes) {
            TRY(take_name(taken, index.file.file));
            const auto path = TRY_WITHIN("lock: index path " + quote(index.path), RelativePath::parse(index.path));
            if (path.filename() != "Packages")
                return invalid("index path " + quote(index.path) + " does not end in \"Packages\"");
        }
    }
    return {};
}

Status check_packages(const DebianLock& lock) {
    TRY(check_count(lock.packages));
    std::set<RelativePath> taken;
    std::set<std::pair<std::string_view, std::string_view>> installed;
    for (const auto& package : lock.packages) {
        TRY(check_package(package));
        TRY(take_name(taken, package.deb.file));
        if (!package.deb.file.text().ends_with(".deb"))
            return invalid("file " + quote(package.deb.file.text()) + " is no .deb");
        if (!installed.emplace(package.name, package.architecture).second)
            return invalid("package " + quote(package.name) + " is there in two versions");
        if (package.architecture != lock.architecture && package.architecture != "all")
            return invalid("package " + quote(package.name) + " is for " + quote(package.architecture) + ", not for " +
                           quote(lock.architecture));
        if (package.archive && *package.archive >= lock.archives.size())
            return invalid("package " + quote(package.name) + ": there is no archive " +
                           std::to_string(*package.archive));
    }
    return {};
}

Json render_file(const LockedFile& file) {
    return Json::object(
        {{"file", file.file.text()}, {"sha256", encode_hex(file.sha256.view())}, {"size", Json::decimal(file.size)}});
}

Json render_lock(const DebianLock& lock) {
    auto archives = Json::array();
    for (const auto& archive : lock.archives) {
        auto indexes = Json::array();
        for (const auto& index : archive.indexes) {
            auto item = render_file(index.file);
            item.set("path", index.path);
            indexes.push(std::move(item));
        }
        archives.push(Json::object({{"in_release", render_file(archive.in_release)}, {"indexes", std::move(indexes)}}));
    }
    auto packages = Json::array();
    for (const auto& package : lock.packages) {
        auto item = Json::object(
            {{"name", package.name}, {"version", package.version}, {"architecture", package.architecture}});
        item.set("file", package.deb.file.text());
        item.set("sha256", encode_hex(package.deb.sha256.view()));
        item.set("size", Json::decimal(package.deb.size));
        if (package.archive) item.set("archive", Json::decimal(*package.archive));
        packages.push(std::move(item));
    }
    return Json::object({{"format", kFormat},
                         {"environment", "debian"},
                         {"suite", lock.suite},
                         {"architecture", lock.architecture},
                         {"archives", std::move(archives)},
                         {"packages", std::move(packages)}});
}

Json render_lock(const HostLock& lock) {
    auto packages = Json::array();
    for (const auto& package : lock.packages)
        packages.push(Json::object(
            {{"name", package.name}, {"version", package.version}, {"architecture", package.architecture}}));
    return Json::object({{"format", kFormat},
                         {"environment", "host"},
                         {"architecture", lock.architecture},
                         {"os", Json::object({{"id", lock.os_id}, {"version", lock.os_version}})},
                         {"packages", std::move(packages)}});
}

Result<LockedFile> read_file(Record& record) {
    const auto name = TRY(record.text("file"));
    const auto digest = TRY(record.text("sha256"));
    auto file = TRY_WITHIN(record.what() + ": file " + quote(name), RelativePath::parse(name));
    const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(digest, record.what() + ": \"sha256\""));
    const auto size = TRY(record.decimal("size"));
    return LockedFile{.file = std::move(file), .sha256 = sha256, .size = size};
}

Result<LockedArchive> read_archive(const Json& json) {
    auto record = TRY(Record::of(json, "lock: archive"));
    auto signed_record = TRY(record.record("in_release"));
    auto in_release = TRY(read_file(signed_record));
    TRY(signed_record.finish());
    std::vector<LockedIndex> indexes;
    for (const auto& item : *TRY(record.array("indexes"))) {
        auto index = TRY(Record::of(item, "lock: index"));
        auto file = TRY(read_file(index));
        auto path = TRY(index.text("path"));
        TRY(index.finish());
        indexes.push_back({.file = std::move(file), .path = std::move(path)});
    }
    TRY(record.finish());
    return LockedArchive{.in_release = std::move(in_release), .indexes = std::move(indexes)};
}

Result<LockedPackage> read_package(const Json& json) {
    auto record = TRY(Record::of(json, "lock: package"));
    auto name = TRY(record.text("name"));
    auto version = TRY(record.text("version"));
    auto architecture = TRY(record.text("architecture"));
    auto deb = TRY(read_file(record));
    std::optional<std::size_t> archive;
    if (record.has("archive")) archive = TRY(record.decimal("archive"));
    TRY(record.finish());
    return LockedPackage{.name = std::move(name),
                         .version = std::move(version),
                         .architecture = std::move(architecture),
                         .deb = std::move(deb),
                         .archive = archive};
}

Result<Lock> read_debian(Record& record) {
    DebianLock out;
    out.suite = TRY(record.text("suite"));
    out.architecture = TRY(record.text("architecture"));
    for (const auto& item : *TRY(record.array("archives"))) out.archives.push_back(TRY(read_archive(item)));
    for (const auto& item : *TRY(record.array("packages"))) out.packages.push_back(TRY(read_package(item)));
    TRY(record.finish());
    return Lock::make(std::move(out));
}

Result<Lock> read_host(Record& record) {
    HostLock out;
    out.architecture = TRY(record.text("architecture"));
    auto os = TRY(record.record("os"));
    out.os_id = TRY(os.text("id"));
    out.os_version = TRY(os.text("version"));
    TRY(os.finish());
    for (const auto& item : *TRY(record.array("packages"))) {
        auto fields = TRY(Record::of(item, "lock: package"));
        HostPackage package;
        package.name = TRY(fields.text("name"));
        package.version = TRY(fields.text("version"));
        package.architecture = TRY(fields.text("architecture"));
        TRY(fields.finish());
        out.packages.push_back(std::move(package));
    }
    TRY(record.finish());
    return Lock::make(std::move(out));
}

}  // namespace

Result<Lock> Lock::make(DebianLock lock) {
    TRY(check_word("suite", lock.suite));
    TRY_WITHIN("lock", check_architecture(lock.architecture));
    std::ranges::sort(lock.packages);
    TRY(check_archives(lock));
    TRY(check_packages(lock));
    return Lock(std::move(lock));
}

Result<Lock> Lock::make(HostLock lock) {
    TRY_WITHIN("lock", check_architecture(lock.architecture));
    TRY(check_word("system", lock.os_id));
    TRY(check_word("version of the system", lock.os_version));
    TRY(check_count(lock.packages));
    std::ranges::sort(lock.packages);
    for (const auto& package : lock.packages) TRY(check_package(package));
    if (const auto twice = std::ranges::adjacent_find(lock.packages); twice != lock.packages.end())
        return invalid("package " + quote(twice->name) + " appears twice");
    return Lock(std::move(lock));
}

Result<Lock> Lock::parse(std::string_view text) {
    const auto json = TRY_WITHIN("lock", Json::parse(text, {.bytes = kBytesMax, .depth = 8}));
    auto record = TRY(Record::of(json, "lock"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported, "lock: format " + quote(format) + " is not known here");
    const auto environment = TRY(record.text("environment"));
    if (environment != "debian" && environment != "host")
        return fail(ErrorKind::Unsupported, "lock: environment " + quote(environment) + " is not known here");
    auto out = TRY(environment == "debian" ? read_debian(record) : read_host(record));
    if (out.render() != text)
        return invalid("is not in its one form: order, spaces or numbers differ from what is written");
    return out;
}

std::string Lock::render() const {
    return std::visit([](const auto& lock) { return render_lock(lock); }, lock_).render_pretty();
}

}  // namespace assay::storage
