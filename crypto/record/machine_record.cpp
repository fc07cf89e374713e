// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/machine_record.hpp"

#include "base/core/text.hpp"
#include "crypto/statement/predicate.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

Result<std::string> read_words(Record& record, std::string_view key) {
    auto text = TRY(record.text(key));
    const bool is_plain = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
    if (text.empty() || text.size() > MachineRecord::kTextBytesMax || !is_plain)
        return record.wrong(
            key, "is not 1 to " + std::to_string(MachineRecord::kTextBytesMax) + " printable ASCII characters");
    return text;
}

}  // namespace

std::string MachineRecord::words() const { return program + " (" + accelerator + "), kernel " + quote(kernel_name); }

Json MachineRecord::render() const {
    return Json::object(
        {{"kind", "qemu"},
         {"accelerator", accelerator},
         {"program", program},
         {"kernel", Json::object({{"name", kernel_name}, {"sha256", hex(kernel)}, {"release", release}})}});
}

Result<MachineRecord> MachineRecord::parse(const Json& json) {
    auto record = TRY(Record::of(json, "machine"));
    MachineRecord out{};
    if (TRY(record.text("kind")) != "qemu") return record.wrong("kind", "is not \"qemu\"");
    out.accelerator = TRY(record.text("accelerator"));
    if (out.accelerator != "kvm" && out.accelerator != "tcg")
        return record.wrong("accelerator", "is neither \"kvm\" nor \"tcg\"");
    out.program = TRY(read_words(record, "program"));
    auto kernel = TRY(record.record("kernel"));
    out.kernel_name = TRY(read_words(kernel, "name"));
    out.kernel = TRY(read_hex<Sha256>(kernel, "sha256"));
    out.release = TRY(read_words(kernel, "release"));
    TRY(kernel.finish());
    TRY(record.finish());
    return out;
}

}  // namespace assay::crypto
