// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/source.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::size_t kCommitDigits = 40;
constexpr std::size_t kWordBytesMax = 200;

constexpr std::pair<SourceKind, std::string_view> kKinds[] = {
    {SourceKind::Dsc, "dsc"},
    {SourceKind::Archive, "archive"},
    {SourceKind::Folder, "folder"},
    {SourceKind::Commit, "commit"},
};

std::unexpected<Error> invalid(std::string what) { return fail(ErrorKind::Invalid, "source: " + std::move(what)); }

Result<SourceKind> kind_named(const std::string& name) {
    for (const auto& [value, known] : kKinds)
        if (known == name) return value;
    return fail(ErrorKind::Unsupported, "source: kind " + quote(name) + " is not known here");
}

Result<SourceFile> read_file(const Json& json) {
    auto record = TRY(Record::of(json, "source: file"));
    const auto name = TRY(record.text("path"));
    const auto size = TRY(record.decimal("size"));
    const auto digest = TRY(record.text("sha256"));
    TRY(record.finish());
    auto path = TRY_WITHIN("source: file " + quote(name), RelativePath::parse(name));
    const auto sha256 = TRY(decode_hex_as<crypto::Sha256>(digest, "source: file: \"sha256\""));
    return SourceFile{.path = std::move(path), .size = size, .sha256 = sha256};
}

Status check_shape(const Source& source) {
    const bool has_files = source.kind == SourceKind::Dsc || source.kind == SourceKind::Archive;
    if (has_files == source.files.empty() || (source.kind == SourceKind::Archive && source.files.size() != 1))
        return invalid(std::string(name_of(source.kind)) + " has not the files it should have");
    if ((source.kind == SourceKind::Commit) != source.commit.has_value())
        return invalid("a commit and no other kind names a commit");
    if (source.commit && !decode_hex_as<crypto::Sha1>(*source.commit, "commit"))
        return invalid("\"commit\" is not " + std::to_string(kCommitDigits) + " lower-case hexadecimal digits");
    if ((source.kind == SourceKind::Dsc) != (source.name && source.version) ||
        source.name.has_value() != source.version.has_value())
        return invalid("a dsc and no other kind has a name and a version");
    for (const auto& word : {source.name, source.version})
        if (word && (word->empty() || word->size() > kWordBytesMax))
            return invalid("its name or version is empty or too long");
    for (std::size_t i = 0; i < source.files.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (source.files[i].path == source.files[j].path)
                return invalid("file " + quote(source.files[i].path.text()) + " appears twice");
    return {};
}

}  // namespace

std::string_view name_of(SourceKind kind) {
    for (const auto& [value, name] : kKinds)
        if (value == kind) return name;
    return {};
}

Json Source::render() const {
    auto list = Json::array();
    for (const auto& file : files)
        list.push(Json::object({{"path", file.path.text()},
                                {"size", Json::decimal(file.size)},
                                {"sha256", encode_hex(file.sha256.view())}}));
    auto out = Json::object({{"kind", name_of(kind)}, {"files", std::move(list)}});
    if (commit) out.set("commit", *commit);
    if (name) out.set("name", *name);
    if (version) out.set("version", *version);
    if (source_date_epoch)
        out.set("source_date_epoch", Json::decimal(static_cast<std::uint64_t>(source_date_epoch->seconds())));
    return out;
}

Result<Source> Source::parse(const Json& json) {
    auto record = TRY(Record::of(json, "source"));
    Source out;
    out.kind = TRY(kind_named(TRY(record.text("kind"))));
    const auto& files = *TRY(record.array("files"));
    if (files.size() > kFilesMax)
        return fail(ErrorKind::Limit, "source: it has more than " + count_of(kFilesMax, "file"));
    for (const auto& file : files) out.files.push_back(TRY(read_file(file)));
    out.commit = TRY(record.optional_text("commit"));
    out.name = TRY(record.optional_text("name"));
    out.version = TRY(record.optional_text("version"));
    if (record.has("source_date_epoch")) {
        const auto seconds = TRY(record.decimal("source_date_epoch"));
        if (seconds > static_cast<std::uint64_t>(Time::kMax)) return record.wrong("source_date_epoch", "is no time");
        out.source_date_epoch = TRY(Time::from_seconds(static_cast<std::int64_t>(seconds)));
    }
    TRY(record.finish());
    TRY(check_shape(out));
    return out;
}

}  // namespace assay::storage
