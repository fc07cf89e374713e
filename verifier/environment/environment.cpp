// SPDX-License-Identifier: Apache-2.0
#include "verifier/environment/environment.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/layout/layout.hpp"
#include "storage/recipe/host.hpp"
#include "verifier/environment/archive_signature.hpp"
#include "verifier/environment/debian_root.hpp"

#include <sys/utsname.h>

namespace assay::verifier {

namespace {

constexpr std::size_t kKeyringBytesMax = 16U << 20;
constexpr std::size_t kCpuInfoBytesMax = 1U << 20;

/// What a cell cannot pin, so the statement records it: the kernel and the processor.
void describe_machine(EnvironmentRecord& record) {
    utsname names{};
    ::uname(&names);
    record.kernel = std::string(names.sysname) + " " + names.release;
    record.machine = names.machine;
    if (const auto file = Descriptor::open("/proc/cpuinfo", 0)) {
        if (const auto text = file->read_all(kCpuInfoBytesMax))
            for (const auto line : split(text_of(*text), '\n'))
                if (record.processor.empty() && line.starts_with("model name") &&
                    line.find(':') != std::string_view::npos)
                    record.processor = std::string(trim(line.substr(line.find(':') + 1)));
    }
}

std::string full_name(const storage::LockedPackage& package) {
    return package.name + "_" + package.version + "_" + package.architecture;
}

Result<Environment> make_debian(const EnvironmentRequest& request, Progress& progress, const Interrupt& interrupt) {
    const auto& lock = *request.lock.debian();
    const auto lists = storage::layout::kLists;
    std::vector<std::string> texts;
    std::vector<crypto::VouchingArchive> archives;
    std::vector<Descriptor> indexes;
    std::vector<Provenance::Material> materials;
    for (const auto& archive : lock.archives) {
        auto signed_release = TRY(verify_in_release(
            TRY(request.materials->open_file(TRY(lists.join(archive.in_release.file)))), request.keyring, interrupt));
        const auto release =
            TRY_WITHIN(quote(archive.in_release.file.text()), storage::Release::parse(signed_release.text));
        texts.push_back(std::move(signed_release.text));
        archives.push_back({archive.in_release.file.text(), std::move(signed_release.keys)});
        materials.push_back({"lists/" + archive.in_release.file.text(), archive.in_release.sha256});
        for (const auto& index : archive.indexes) {
            auto file = TRY(request.materials->open_file(TRY(lists.join(index.file.file))));
            TRY(check_index_file(index, file, release));
            indexes.push_back(std::move(file));
            materials.push_back({"lists/" + index.file.file.text(), index.file.sha256});
        }
    }
    const auto vouched = TRY(vouch_in_cell(request.lock, texts, std::move(indexes), interrupt));
    EnvironmentRecord record{};
    record.kind = EnvironmentRecord::Kind::Debian;
    for (std::size_t i = 0; i < lock.packages.size(); ++i) {
        const auto& package = lock.packages[i];
        materials.push_back({"pool/" + package.deb.file.text(), package.deb.sha256});
        if (!vouched[i]) record.unvouched.push_back({full_name(package), package.deb.sha256});
    }
    auto root = TRY(debian_root(request.lock, *request.materials, request.cache, progress, interrupt));
    record.system = lock.suite;
    record.architecture = lock.architecture;
    record.packages = lock.packages.size();
    record.lock = request.lock.digest();
    record.keyring = TRY(keyring_digest(request.keyring));
    record.archives = std::move(archives);
    describe_machine(record);
    if (!root.folder)
        return Environment{cell::HostUsr{}, std::move(record), std::move(materials), std::move(root.failure),
                           std::move(root.failure_words)};
    return Environment{cell::Tree{std::move(*root.folder)}, std::move(record), std::move(materials)};
}

Result<Environment> make_host(const EnvironmentRequest& request) {
    const auto here = TRY(storage::read_host_lock("/"));
    if (const auto same = storage::check_host(*request.lock.host(), here); !same)
        return fail(Error(same.error()).within("the environment is this machine's own /usr"));
    EnvironmentRecord record{};
    record.kind = EnvironmentRecord::Kind::Host;
    record.system = here.os_id + " " + here.os_version;
    record.architecture = here.architecture;
    record.packages = here.packages.size();
    record.lock = request.lock.digest();
    describe_machine(record);
    return Environment{cell::HostUsr{}, std::move(record), {}};
}

}  // namespace

Result<crypto::Sha256> keyring_digest(const std::filesystem::path& keyring) {
    const auto bytes = read_file(keyring, kKeyringBytesMax);
    if (!bytes)
        return std::unexpected(Error(bytes.error())
                                   .within("the keyring of the archives")
                                   .with_hint("the room needs the package debian-archive-keyring"));
    return crypto::sha256(*bytes);
}

Result<Environment> make_environment(const EnvironmentRequest& request, Progress& progress,
                                     const Interrupt& interrupt) {
    if (request.lock.host() != nullptr) return make_host(request);
    if (request.materials == nullptr)
        return fail(ErrorKind::Unproven, "the deposit has no materials to build its environment from");
    return make_debian(request, progress, interrupt);
}

}  // namespace assay::verifier
