// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/deposit_journal.hpp"

#include "base/core/encoding.hpp"
#include "base/core/json.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"

namespace assay::escrow {

namespace {
constexpr std::string_view kFormat = "assay-deposit-journal-v1";
constexpr std::size_t kSeedBytes = 48;
constexpr std::size_t kBytesMax = 16U << 10;
}  // namespace

Result<DepositJournal> DepositJournal::open(const std::filesystem::path& key_folder,
                                            const DepositFingerprint& fingerprint, Time now, Random& random) {
    auto folder = TRY(Folder::make(key_folder / "deposits", 0700));
    const auto stem = encode_hex(fingerprint.view());
    const auto name = *RelativePath::parse(stem + ".json");
    auto lock = TRY_WITHIN("continuing this deposit", FileLock::take(folder, *RelativePath::parse(stem + ".lock")));
    DepositJournal out(std::move(folder), name, std::move(lock), now);
    if (!TRY(out.folder_.exists(name))) {
        TRY(out.begin_again(now, random));
        return out;
    }
    out.is_continued_ = true;
    const auto text = TRY(read_secret_file(out.folder_, name, kBytesMax));
    const auto json = TRY_WITHIN("deposit journal", Json::parse(text_of(text.view())));
    auto record = TRY(Record::of(json, "deposit journal"));
    if (TRY(record.text("format")) != kFormat)
        return fail(ErrorKind::Unsupported, "deposit journal: its format is unknown to this version");
    out.time_ = TRY(Time::parse(TRY(record.text("time"))));
    if (record.has("seed")) {
        auto bytes = TRY(decode_hex(TRY(record.text("seed"))));
        out.seed_.emplace(bytes);
        wipe(bytes);
        if (out.seed_->size() != kSeedBytes)
            return fail(ErrorKind::Invalid,
                        "deposit journal: its seed has not " + std::to_string(kSeedBytes) + " bytes");
    }
    if (record.has("held")) out.held_ = TRY(crypto::parse_deposit_id(TRY(record.text("held"))));
    TRY(record.finish());
    if (out.seed_.has_value() == out.held_.has_value())
        return fail(ErrorKind::Invalid,
                    "deposit journal: it holds neither or both of a seed and a deposit that is held");
    return out;
}

Status DepositJournal::begin_again(Time now, Random& random) {
    time_ = now;
    held_.reset();
    seed_.emplace(random.secret(kSeedBytes));
    return write();
}

Status DepositJournal::finish(const crypto::DepositId& id) {
    held_ = id;
    seed_.reset();
    return write();
}

Status DepositJournal::write() const {
    auto json = Json::object({{"format", kFormat}, {"time", time_.render()}});
    if (seed_) json.set("seed", encode_hex(seed_->view()));
    if (held_) json.set("held", crypto::render_deposit_id(*held_));
    return write_durably(folder_, name_, bytes_of(json.render_pretty()), {.mode = 0600});
}

}  // namespace assay::escrow
