// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/vouching.hpp"

#include "base/core/text.hpp"
#include "storage/recipe/packages_index.hpp"

#include <map>

namespace assay::storage {

namespace {

/// Hashes and counts what passes.
class HashingSource final : public ByteSource {
public:
    explicit HashingSource(ByteSource& from) : from_(from) {}

    Result<std::size_t> read(std::span<std::uint8_t> out) override {
        const auto size = TRY(from_.read(out));
        hash_.update(ByteView(out).first(size));
        size_ += size;
        return size;
    }
    Release::File finish() { return {.size = size_, .sha256 = hash_.finish()}; }

private:
    ByteSource& from_;
    crypto::HashStream<crypto::Sha256> hash_;
    std::uint64_t size_ = 0;
};

class Voucher {
public:
    explicit Voucher(const DebianLock& lock) : lock_(lock), vouched_(lock.packages.size()) {
        for (std::size_t i = 0; i < lock.packages.size(); ++i)
            numbers_.emplace(
                std::pair(std::string_view(lock.packages[i].name), std::string_view(lock.packages[i].architecture)), i);
    }

    Status read(std::size_t archive, const LockedIndex& index, const Release& release, ByteSource& plain) {
        const auto what = "package index " + quote(index.file.file.text());
        const auto* listed = release.find(index.path);
        if (listed == nullptr)
            return fail(ErrorKind::Untrusted, what + ": the release file lists no " + quote(index.path));
        HashingSource source(plain);
        std::vector<std::size_t> found;
        const auto look_up = [&](const IndexedPackage& package) -> Status {
            const auto place = numbers_.find(std::pair(package.name, package.architecture));
            if (place != numbers_.end() && is_same(lock_.packages[place->second], package))
                found.push_back(place->second);
            return {};
        };
        TRY_WITHIN(what, for_each_package(source, look_up, {.bytes = listed->size}));
        // Nothing it says counts before all of it is known to be the archive's.
        if (const auto file = source.finish(); file != *listed)
            return fail(ErrorKind::Untrusted, what + ": unpacked it hashes to " + encode_hex(file.sha256.view()) +
                                                  ", the release file says " + encode_hex(listed->sha256.view()));
        for (const auto number : found)
            if (!vouched_[number] || lock_.packages[number].archive == archive) vouched_[number] = archive;
        return {};
    }

    Vouched release() { return std::move(vouched_); }

private:
    static bool is_same(const LockedPackage& locked, const IndexedPackage& indexed) {
        return locked.version == indexed.version && locked.deb.size == indexed.size &&
               locked.deb.sha256 == indexed.sha256;
    }

    const DebianLock& lock_;
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> numbers_;
    Vouched vouched_;
};

}  // namespace

Result<Vouched> vouch(const DebianLock& lock, const std::vector<Release>& releases, const OpenIndex& open) {
    if (releases.size() != lock.archives.size())
        return fail(ErrorKind::Internal, "vouching: there are " + count_of(releases.size(), "release file") + " for " +
                                             count_of(lock.archives.size(), "archive"));
    Voucher voucher(lock);
    for (std::size_t archive = 0; archive < lock.archives.size(); ++archive) {
        const auto& indexes = lock.archives[archive].indexes;
        for (std::size_t index = 0; index < indexes.size(); ++index) {
            const auto source = TRY(open(archive, index));
            TRY(voucher.read(archive, indexes[index], releases[archive], *source));
        }
    }
    return voucher.release();
}

Status check_claims(const DebianLock& lock, const Vouched& vouched) {
    for (std::size_t i = 0; i < lock.packages.size(); ++i) {
        const auto& package = lock.packages[i];
        if (package.archive && package.archive != vouched[i])
            return fail(ErrorKind::Untrusted,
                        "lock: it says that " + quote(lock.archives[*package.archive].in_release.file.text()) +
                            " vouches for package " + quote(package.name) + ", which it does not");
    }
    return {};
}

}  // namespace assay::storage
