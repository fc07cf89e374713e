// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/clear_signed.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

constexpr std::string_view kBegin = "-----BEGIN PGP SIGNED MESSAGE-----";
constexpr std::string_view kSignature = "-----BEGIN PGP SIGNATURE-----";
constexpr std::string_view kEnd = "-----END PGP SIGNATURE-----";

}  // namespace

Result<std::string> cleartext_of(std::string_view text) {
    if (!text.starts_with(kBegin)) return std::string(text);
    enum class Part { Header, Body, Signature, After } part = Part::Header;
    std::string out;
    auto lines = split(text, '\n');
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto line = lines[i];
        switch (part) {
            case Part::Header:
                if (line.empty())
                    part = Part::Body;
                else if (!line.starts_with("Hash: "))
                    return fail(ErrorKind::Invalid, "signed text: its header has the line " + quote(line, 60));
                break;
            case Part::Body:
                if (line == kSignature)
                    part = Part::Signature;
                else if (line.starts_with("- "))
                    out += std::string(line.substr(2)) + "\n";
                else if (line.starts_with('-'))
                    return fail(ErrorKind::Invalid, "signed text: the line " + quote(line, 60) + " is not escaped");
                else
                    out += std::string(line) + "\n";
                break;
            case Part::Signature:
                if (line == kEnd) part = Part::After;
                break;
            case Part::After:
                if (!line.empty())
                    return fail(ErrorKind::Invalid, "signed text: there is something after its signature");
                break;
        }
    }
    if (part != Part::After) return fail(ErrorKind::Invalid, "signed text: its signature is cut short");
    return out;
}

}  // namespace assay::storage
