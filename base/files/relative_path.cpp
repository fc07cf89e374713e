// SPDX-License-Identifier: Apache-2.0
#include "base/files/relative_path.hpp"

#include "base/core/text.hpp"

namespace assay {

namespace {

std::string_view words_for(PathFault fault) {
    switch (fault) {
        case PathFault::None: return "is a relative path";
        case PathFault::Empty: return "is empty";
        case PathFault::Nul: return "contains a NUL byte";
        case PathFault::LeadingSlash: return "begins with a slash";
        case PathFault::TrailingSlash: return "ends with a slash";
        case PathFault::EmptyComponent: return "has two slashes in a row";
        case PathFault::DotComponent: return "has a component \".\"";
        case PathFault::ParentComponent: return "has a component \"..\"";
        case PathFault::LongComponent: return "has a component longer than 255 bytes";
        case PathFault::Long: return "is longer than 4096 bytes";
    }
    return {};
}

std::unexpected<Error> refuse(std::string_view bytes, PathFault fault) {
    const bool too_long = fault == PathFault::Long || fault == PathFault::LongComponent;
    return fail(too_long ? ErrorKind::Limit : ErrorKind::Invalid,
                "path " + quote(bytes) + " " + std::string(words_for(fault)));
}

}  // namespace

Result<RelativePath> RelativePath::parse(std::string_view bytes) {
    if (const auto fault = fault_in(bytes); fault != PathFault::None) return refuse(bytes, fault);
    return RelativePath(std::string(bytes));
}

Result<RelativePath> RelativePath::join(const RelativePath& below) const {
    auto whole = text_ + '/' + below.text_;
    if (whole.size() > kPathBytesMax) return refuse(whole, PathFault::Long);
    return RelativePath(std::move(whole));
}

std::optional<RelativePath> RelativePath::parent() const {
    const auto slash = text_.rfind('/');
    if (slash == std::string::npos) return std::nullopt;
    return RelativePath(text_.substr(0, slash));
}

std::string_view RelativePath::filename() const {
    const auto slash = text_.rfind('/');
    return std::string_view(text_).substr(slash == std::string::npos ? 0 : slash + 1);
}

std::vector<std::string_view> RelativePath::components() const { return split(text_, '/'); }

}  // namespace assay
