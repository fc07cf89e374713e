// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

/// Why something could not be done. Each kind has one exit status (base/terminal/exit_status) and one HTTP status
/// (base/http/status).
enum class ErrorKind {
    Usage,         ///< the command line or a request has the wrong form
    Invalid,       ///< input that breaks its format
    NotFound,      ///< a named thing does not exist
    Conflict,      ///< it exists already, and differs
    Corrupt,       ///< our own storage no longer reads as it was written
    Untrusted,     ///< a signature, proof, digest or binding does not hold
    Unproven,      ///< what is needed to check it is missing
    PolicyUnmet,   ///< sound, but the policy asks for more
    Equivocation,  ///< two signed histories that exclude each other
    Differs,       ///< a file is not the one that was judged
    Refused,       ///< not permitted
    Limit,         ///< larger, deeper or longer than allowed
    Busy,          ///< another process holds it
    Unavailable,   ///< the network or a peer does not answer
    Sandbox,       ///< the cell could not be built as promised
    Full,          ///< no space left
    Io,            ///< a system call failed
    Unsupported,   ///< well formed, but of a version or kind unknown here
    Interrupted,   ///< stopped by a signal
    Internal,      ///< a mistake of ours
};

std::string_view name_of(ErrorKind kind);
/// The kind of that name; nothing where there is none.
std::optional<ErrorKind> parse_error_kind(std::string_view name);

/// What could not be done and why.
///
/// - `message` says what was attempted, on which object, and the cause: lower case, no full stop.
/// - `code` names the cause to a program: kebab-case, one name for one cause, as `part-missing`. Empty where no program
///   has a reason to tell this cause from others of its kind. Programs never tell errors apart by their message.
/// - `hints` name a next step each; often empty.
class Error {
public:
    Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

    ErrorKind kind() const { return kind_; }
    const std::string& message() const { return message_; }
    const std::string& code() const { return code_; }
    const std::vector<std::string>& hints() const { return hints_; }

    /// The same error with the action of the caller before it: `doing: message`.
    Error within(std::string_view doing) &&;
    Error with_hint(std::string hint) &&;
    Error with_code(std::string_view code) &&;
    Error as(ErrorKind kind) &&;

private:
    ErrorKind kind_;
    std::string message_;
    std::string code_;
    std::vector<std::string> hints_;
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

/// An Error ready to be returned from a function of any Result.
inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return std::unexpected<Error>(Error(kind, std::move(message)));
}
/// The same with a code, with which the message begins: `code: message`.
inline std::unexpected<Error> fail(ErrorKind kind, std::string_view code, const std::string& message) {
    return std::unexpected<Error>(Error(kind, std::string(code) + ": " + message).with_code(code));
}
inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

/// The errno of a failed system call, in words: `opening "x": permission denied`.
Error io_error(std::string_view doing, int error_number);

namespace detail {
template <typename T>
T&& take(std::expected<T, Error>& result) {
    return std::move(*result);
}
inline void take(std::expected<void, Error>&) {}
}  // namespace detail

#define ASSAY_JOIN_NOW(a, b) a##b
#define ASSAY_JOIN(a, b) ASSAY_JOIN_NOW(a, b)
#define ASSAY_TRY(result, error, ...)                               \
    ({                                                              \
        auto result = (__VA_ARGS__);                                \
        if (!result) return std::unexpected<::assay::Error>(error); \
        ::assay::detail::take(result);                              \
    })
#define ASSAY_TRY_AS(result, ...) ASSAY_TRY(result, std::move(result).error(), __VA_ARGS__)
#define ASSAY_TRY_WITHIN_AS(result, doing, ...) ASSAY_TRY(result, std::move(result).error().within(doing), __VA_ARGS__)

/// The value of a Result, or a return of its error from the enclosing function. Nests: each use names its own variable.
/// Not within the braces or parentheses that make an aggregate or a list, nor in a lambda's captures (scripts/lint):
/// returning from there, GCC forgets to destroy the members it has made. Function and constructor arguments are safe.
#define TRY(...) ASSAY_TRY_AS(ASSAY_JOIN(assay_result_, __COUNTER__), __VA_ARGS__)

/// As TRY; the error's message begins with `doing` (a string).
#define TRY_WITHIN(doing, ...) ASSAY_TRY_WITHIN_AS(ASSAY_JOIN(assay_result_, __COUNTER__), doing, __VA_ARGS__)

}  // namespace assay
