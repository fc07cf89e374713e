// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/archive_signature.hpp"

#include "base/cell/program.hpp"
#include "base/cell/run.hpp"
#include "base/core/text.hpp"
#include "crypto/record/vouching_archive.hpp"
#include "storage/decompress/decompressor.hpp"
#include "storage/recipe/vouching.hpp"

#include <algorithm>
#include <set>

namespace assay::verifier {

namespace {

constexpr std::size_t kInReleaseBytesMax = storage::Release::kBytesMax;
constexpr std::size_t kIndexRequestBytesMax = 64U << 20;
constexpr std::size_t kReadBytes = 1U << 20;
constexpr std::string_view kCompressed = ".xz";

constexpr std::string_view kStatusMark = "[GNUPG:] ";

/// What gpgv says to people.
std::string words_of(std::string_view err) {
    std::string out;
    for (const auto line : split(err, '\n'))
        if (!line.starts_with(kStatusMark)) out += (out.empty() ? "" : "\n") + std::string(line);
    return std::string(trim(out));
}

/// A Packages file as it lies among the materials: plain, or compressed by xz.
class PlainIndex final : public ByteSource {
public:
    static Result<std::unique_ptr<ByteSource>> open(const Descriptor& file, bool compressed) {
        auto out = std::make_unique<PlainIndex>(file);
        if (compressed) out->plain_.emplace(TRY(storage::Decompressor::open(out->raw_, storage::Compression::Xz)));
        return std::unique_ptr<ByteSource>(std::move(out));
    }
    explicit PlainIndex(const Descriptor& file) : raw_(file) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        return plain_ ? plain_->read(out) : raw_.read(out);
    }

private:
    DescriptorSource raw_;
    std::optional<storage::Decompressor> plain_;
};

}  // namespace

Result<std::vector<std::string>> read_valid_signatures(std::string_view status) {
    // [GNUPG:] VALIDSIG KEY DATE TIME EXPIRES VERSION RESERVED ALGORITHM HASH CLASS PRIMARY-KEY
    constexpr std::size_t kPrimary = 11;
    std::set<std::string> keys;
    for (const auto line : split(status, '\n')) {
        if (!line.starts_with(kStatusMark)) continue;
        const auto words = split(trim(line), ' ');
        if (words.size() < 2 || words[1] != "VALIDSIG") continue;
        if (words.size() <= kPrimary || !crypto::is_openpgp_fingerprint(words[kPrimary]))
            return fail(ErrorKind::Invalid, "gpgv tells of a signature out of form: " + quote(line));
        keys.emplace(words[kPrimary]);
    }
    if (keys.empty()) return fail(ErrorKind::Untrusted, "gpgv names no key whose signature holds");
    return std::vector<std::string>(keys.begin(), keys.end());
}

Result<SignedRelease> verify_in_release(const Descriptor& in_release, const std::filesystem::path& keyring,
                                        const Interrupt& interrupt) {
    auto keys = cell::bind_of(keyring, "/keyring.gpg");
    if (!keys)
        return std::unexpected(std::move(keys)
                                   .error()
                                   .within("checking " + quote(in_release.name()))
                                   .with_hint("the room needs the package debian-archive-keyring"));
    TRY(cell::need_program("/usr/bin/gpgv", "gpgv"));
    cell::CellSpec spec;
    spec.command = {"/usr/bin/gpgv", "--status-fd", "2", "--keyring", "/keyring.gpg", "--output", "-", "/in_release"};
    spec.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}, {"LC_ALL", "C"}};
    spec.root = cell::HostUsr{};
    spec.binds.push_back(std::move(*keys));
    auto signed_text = TRY(in_release.duplicate());
    spec.binds.push_back({std::move(signed_text), "/in_release", cell::Access::ReadOnly});
    spec.limits.memory_bytes = 512U << 20;
    spec.out = cell::Sink::keep(kInReleaseBytesMax);
    const auto outcome = TRY(cell::run(std::move(spec), &interrupt));
    if (!outcome.succeeded())
        return fail(ErrorKind::Untrusted, "no key of the room's keyring signed " + quote(in_release.name()) +
                                              ": gpgv " + outcome.describe() + ": " +
                                              quote(words_of(text_of(outcome.err.bytes)), 400));
    if (outcome.out.truncated)
        return fail(ErrorKind::Limit, quote(in_release.name()) + " is larger than " + human_bytes(kInReleaseBytesMax));
    auto signers =
        TRY_WITHIN("checking " + quote(in_release.name()), read_valid_signatures(text_of(outcome.err.bytes)));
    return SignedRelease{to_text(outcome.out.bytes), std::move(signers)};
}

Status check_index_file(const storage::LockedIndex& index, const Descriptor& file, const storage::Release& release) {
    const auto path = index.path + std::string(index.file.file.text().ends_with(kCompressed) ? kCompressed : "");
    const auto what = "package index " + quote(index.file.file.text());
    const auto* listed = release.find(path);
    if (listed == nullptr) return fail(ErrorKind::Untrusted, what + ": the release file lists no " + quote(path));
    crypto::HashStream<crypto::Sha256> hash;
    std::uint64_t size = 0;
    Bytes buffer(kReadBytes);
    while (size <= listed->size) {
        const auto got = TRY(file.read_some(buffer));
        if (got == 0) break;
        hash.update(ByteView(buffer).first(got));
        size += got;
    }
    if (size != listed->size || hash.finish() != listed->sha256)
        return fail(ErrorKind::Untrusted, what + " is not the " + quote(path) + " that the release file lists");
    return file.rewind();
}

Result<std::vector<std::optional<std::size_t>>> vouch_in_cell(const storage::Lock& lock,
                                                              const std::vector<std::string>& texts,
                                                              std::vector<Descriptor> indexes,
                                                              const Interrupt& interrupt) {
    auto list = Json::array();
    for (const auto& text : texts) list.push(text);
    cell::WorkerCall call;
    call.name = kVouchWorker;
    call.request = {to_bytes(Json::object({{"lock", lock.render()}, {"releases", std::move(list)}}).render()),
                    std::move(indexes)};
    call.interrupt = &interrupt;
    const auto reply = TRY(cell::call_worker(std::move(call)));
    const auto json = TRY_WITHIN("the worker that reads package indexes", Json::parse(text_of(reply)));
    if (json.items() == nullptr || json.items()->size() != lock.debian()->packages.size())
        return fail(ErrorKind::Invalid, "the worker that reads package indexes answered out of form");
    std::vector<std::optional<std::size_t>> out;
    for (const auto& item : *json.items()) {
        const auto* archive = item.integer();
        if (archive != nullptr && (*archive < 0 || static_cast<std::size_t>(*archive) >= texts.size()))
            return fail(ErrorKind::Invalid, "the worker that reads package indexes named an archive that is not there");
        out.push_back(archive == nullptr ? std::nullopt
                                         : std::optional<std::size_t>(static_cast<std::size_t>(*archive)));
    }
    return out;
}

Result<Bytes> vouch_worker(cell::Request& request) {
    const auto json = TRY(Json::parse(text_of(request.bytes), {.bytes = kIndexRequestBytesMax, .depth = 8}));
    auto record = TRY(Record::of(json, "request"));
    const auto lock = TRY(storage::Lock::parse(TRY(record.text("lock"))));
    std::vector<storage::Release> releases;
    for (const auto& text : TRY(record.texts("releases"))) releases.push_back(TRY(storage::Release::parse(text)));
    const auto& debian = *lock.debian();
    const auto open = [&](std::size_t archive, std::size_t index) -> Result<std::unique_ptr<ByteSource>> {
        std::size_t position = index;
        for (std::size_t i = 0; i < archive; ++i) position += debian.archives[i].indexes.size();
        if (position >= request.files.size()) return fail(ErrorKind::Invalid, "an index file is missing");
        return PlainIndex::open(request.files[position],
                                debian.archives[archive].indexes[index].file.file.text().ends_with(kCompressed));
    };
    const auto vouched = TRY(storage::vouch(debian, releases, open));
    TRY(storage::check_claims(debian, vouched));
    auto out = Json::array();
    for (const auto& archive : vouched) out.push(archive ? Json(static_cast<std::int64_t>(*archive)) : Json());
    return to_bytes(out.render());
}

}  // namespace assay::verifier
