// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/machine_settings.hpp"

#include "base/core/text.hpp"
#include "base/core/toml.hpp"
#include "crypto/record/machine_record.hpp"
#include "crypto/statement/predicate.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::string_view kFormat = "assay-machine-v1";

Result<std::filesystem::path> absolute(Record& record, std::string_view key, std::string text) {
    if (!text.starts_with('/')) return record.wrong(key, "is no absolute path");
    return std::filesystem::path(std::move(text));
}

}  // namespace

Result<MachineSettings> MachineSettings::parse(std::string_view toml) {
    const auto json = TRY_WITHIN("machine.toml", parse_toml(toml));
    auto record = TRY(Record::of(json, "machine.toml"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported,
                    "machine.toml: the format " + quote(format) + " is unknown to this version");
    MachineSettings out;
    if (TRY(record.text("accelerator")) != "tcg")
        return record.wrong("accelerator", "is not \"tcg\", the only one of this version");
    auto kernel = TRY(record.text("kernel"));
    out.kernel = TRY(absolute(record, "kernel", std::move(kernel)));
    const auto name = out.kernel.filename().string();
    const bool is_plain = std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; });
    if (name.empty() || name.size() > crypto::MachineRecord::kTextBytesMax || !is_plain)
        return record.wrong("kernel", "has a file name that a statement cannot hold: printable ASCII, at most " +
                                          std::to_string(crypto::MachineRecord::kTextBytesMax) + " characters");
    out.kernel_sha256 = TRY(crypto::read_hex<crypto::Sha256>(record, "kernel_sha256"));
    auto program = TRY(record.optional_text("program")).value_or(kQemuProgram);
    out.program = TRY(absolute(record, "program", std::move(program)));
    TRY(record.finish());
    return out;
}

}  // namespace assay::verifier
