// SPDX-License-Identifier: Apache-2.0
#include "verifier/report/opaque_file.hpp"

#include "base/core/text.hpp"

#include <span>

namespace assay::verifier {

namespace {

constexpr std::pair<Opacity, std::string_view> kOpacities[] = {
    {Opacity::Binary, "binary"}, {Opacity::HighEntropy, "high-entropy"}, {Opacity::Generated, "generated"}};
constexpr std::pair<OpaqueFile::Kind, std::string_view> kKinds[] = {
    {OpaqueFile::Kind::Recipe, "recipe"}, {OpaqueFile::Kind::File, "file"}, {OpaqueFile::Kind::Link, "link"}};

template <typename Value>
std::string_view find_name(std::span<const std::pair<Value, std::string_view>> names, Value value) {
    for (const auto& [each, name] : names)
        if (each == value) return name;
    return {};
}

template <typename Value>
std::optional<Value> find_value(std::span<const std::pair<Value, std::string_view>> names, std::string_view name) {
    for (const auto& [value, each] : names)
        if (each == name) return value;
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Opacity opacity) { return find_name<Opacity>(kOpacities, opacity); }
std::optional<Opacity> parse_opacity(std::string_view name) { return find_value<Opacity>(kOpacities, name); }

std::string_view name_of(OpaqueFile::Kind kind) { return find_name<OpaqueFile::Kind>(kKinds, kind); }
std::optional<OpaqueFile::Kind> parse_opaque_kind(std::string_view name) {
    return find_value<OpaqueFile::Kind>(kKinds, name);
}

std::string shown_path(const RelativePath& path) { return is_utf8(path.text()) ? path.text() : quote(path.text()); }

}  // namespace assay::verifier
