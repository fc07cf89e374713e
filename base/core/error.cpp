// SPDX-License-Identifier: Apache-2.0
#include "base/core/error.hpp"

#include <cctype>
#include <cerrno>
#include <system_error>

namespace assay {

std::string_view name_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Usage: return "usage";
        case ErrorKind::Invalid: return "invalid";
        case ErrorKind::NotFound: return "not-found";
        case ErrorKind::Conflict: return "conflict";
        case ErrorKind::Corrupt: return "corrupt";
        case ErrorKind::Untrusted: return "untrusted";
        case ErrorKind::Unproven: return "unproven";
        case ErrorKind::PolicyUnmet: return "policy-unmet";
        case ErrorKind::Equivocation: return "equivocation";
        case ErrorKind::Differs: return "differs";
        case ErrorKind::Refused: return "refused";
        case ErrorKind::Limit: return "limit";
        case ErrorKind::Busy: return "busy";
        case ErrorKind::Unavailable: return "unavailable";
        case ErrorKind::Sandbox: return "sandbox";
        case ErrorKind::Full: return "full";
        case ErrorKind::Io: return "io";
        case ErrorKind::Unsupported: return "unsupported";
        case ErrorKind::Interrupted: return "interrupted";
        case ErrorKind::Internal: return "internal";
    }
    return "internal";
}

std::optional<ErrorKind> parse_error_kind(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::Internal); ++i)
        if (const auto kind = static_cast<ErrorKind>(i); name_of(kind) == name) return kind;
    return {};
}

Error Error::within(std::string_view doing) && {
    message_ = std::string(doing) + ": " + message_;
    return std::move(*this);
}

Error Error::with_hint(std::string hint) && {
    hints_.push_back(std::move(hint));
    return std::move(*this);
}

Error Error::with_code(std::string_view code) && {
    code_ = code;
    return std::move(*this);
}

Error Error::as(ErrorKind kind) && {
    kind_ = kind;
    return std::move(*this);
}

Error io_error(std::string_view doing, int error_number) {
    auto kind = ErrorKind::Io;
    if (error_number == ENOENT || error_number == ENOTDIR) kind = ErrorKind::NotFound;
    if (error_number == ENOSPC || error_number == EDQUOT) kind = ErrorKind::Full;
    if (error_number == EACCES || error_number == EPERM || error_number == EROFS) kind = ErrorKind::Refused;
    if (error_number == EEXIST) kind = ErrorKind::Conflict;
    auto cause = std::generic_category().message(error_number);
    if (!cause.empty()) cause[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(cause[0])));
    Error out(kind, std::string(doing) + ": " + cause);
    if (error_number == EFBIG) return std::move(out).with_hint("ulimit -f unlimited: files may not be longer here");
    if (error_number == EMFILE) return std::move(out).with_hint("ulimit -n 1024: no more files may be open here");
    return out;
}

}  // namespace assay
