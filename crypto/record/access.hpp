// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/sealed_part.hpp"

namespace assay::crypto {

/// What was opened of an accepted source, as the closed field `opened` has it. Page: access.md.
///
/// - Of a list, `path` is the folder whose names were listed, empty for the whole source; of the others it is never
///   empty.
/// - `path` is in the form of a RelativePath, any bytes but NUL.
struct Opened {
    enum class What {
        List,    ///< names, modes and sizes below a folder
        File,    ///< the content of a file, or the target of a symbolic link
        Missing  ///< a path that is not there was asked for; names that are like it may have been shown
    };
    static constexpr std::size_t kPathBytesMax = 4096;

    What what = What::List;
    std::string path;

    /// {"what", "path", "path_base64"?}: the last where the path is no UTF-8, and then `path` shows it quoted.
    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<Opened> parse(const Json& json);

    friend bool operator==(const Opened&, const Opened&) = default;
};
std::string_view name_of(Opened::What what);

/// The room's record that it opened an accepted source to somebody: signed before anything of it is shown. The open
/// part says that, and when; what and why are for the vendor and the rooms. Page: access.md.
///
/// Closed fields: `basis` (a sentence), `opened`.
struct Access {
    static constexpr std::size_t kBasisBytesMax = 1024;

    IdentityId room;
    Time time;
    StatementLink deposit;
    StatementLink acceptance;  ///< of this deposit, by this room
    Json commitments;
    std::vector<SealedPartRecord> sealed = {};  ///< its closed part, to vendor and rooms

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Access> parse(const Statement& statement);
};

/// Whether a text can be the basis of an access: one line of UTF-8, not only spaces, without characters that deceive.
/// Errors: Invalid; Limit above Access::kBasisBytesMax.
Status check_basis(std::string_view basis);

}  // namespace assay::crypto
