// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"

namespace assay::storage {

/// When the newest entry of a debian/changelog was written: the date of its first trailer line
/// (deb-changelog(5): ` -- maintainer <address>[two spaces]date`). Errors: Invalid.
Result<Time> date_of_changelog(std::string_view text);

/// A date as RFC 5322 mail has it: `Mon, 24 Nov 2025 06:15:00 +0100`; the day of the week may be left out and is not
/// checked. Errors: Invalid.
Result<Time> parse_mail_date(std::string_view text);

}  // namespace assay::storage
