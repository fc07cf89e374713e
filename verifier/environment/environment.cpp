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
Json machine() {
    utsname names{};
    ::uname(&names);
    std::string model;
    if (const auto file = Descriptor::open("/proc/cpuinfo", 0)) {
        if (const auto text = file->read_all(kCpuInfoBytesMax))
            for (const auto line : split(text_of(*text), '\n'))
                if (model.empty() && line.starts_with("model name") && line.find(':') != std::string_view::npos)
                    model = std::string(trim(line.substr(line.find(':') + 1)));
    }
    return Json::object({{"kernel", std::string(names.sysname) + " " + names.release},
                         {"machine", std::string(names.machine)},
                         {"processor", model}});
}

Json descriptor_of(const std::string& name, const crypto::Sha256& sha256) {
    return Json::object({{"name", name}, {"digest", Json::object({{"sha256", crypto::hex(sha256)}})}});
}

std::string full_name(const storage::LockedPackage& package) {
    return package.name + "_" + package.version + "_" + package.architecture;
}

Result<Environment> make_debian(const EnvironmentRequest& request, Progress& progress, const Interrupt& interrupt) {
    const auto& lock = *request.lock.debian();
    const auto lists = storage::layout::kLists;
    std::vector<std::string> texts;
    std::vector<Descriptor> indexes;
    auto materials = Json::array();
    for (const auto& archive : lock.archives) {
        auto text = TRY(verify_in_release(TRY(request.materials->open_file(TRY(lists.join(archive.in_release.file)))),
                                          request.keyring, interrupt));
        const auto release = TRY_WITHIN(quote(archive.in_release.file.text()), storage::Release::parse(text));
        texts.push_back(std::move(text));
        materials.push(descriptor_of("lists/" + archive.in_release.file.text(), archive.in_release.sha256));
        for (const auto& index : archive.indexes) {
            auto file = TRY(request.materials->open_file(TRY(lists.join(index.file.file))));
            TRY(check_index_file(index, file, release));
            indexes.push_back(std::move(file));
            materials.push(descriptor_of("lists/" + index.file.file.text(), index.file.sha256));
        }
    }
    const auto vouched = TRY(vouch_in_cell(request.lock, texts, std::move(indexes), interrupt));
    Environment out;
    for (std::size_t i = 0; i < lock.packages.size(); ++i) {
        const auto& package = lock.packages[i];
        materials.push(descriptor_of("pool/" + package.deb.file.text(), package.deb.sha256));
        if (!vouched[i]) out.unvouched.push_back({full_name(package), package.deb.sha256});
    }
    auto root = TRY(debian_root(request.lock, *request.materials, request.cache, progress, interrupt));
    out.root = cell::Tree{std::move(root.folder)};
    out.grade = out.unvouched.empty() ? "debian-signed" : "vendor-supplied";
    out.materials = std::move(materials);
    const auto keyring = TRY(keyring_digest(request.keyring));
    auto unvouched = Json::array();
    for (const auto& package : out.unvouched)
        unvouched.push(Json::object({{"name", package.name}, {"sha256", crypto::hex(package.sha256)}}));
    out.description = Json::object({{"kind", "debian"},
                                    {"grade", out.grade},
                                    {"unvouched", std::move(unvouched)},
                                    {"suite", lock.suite},
                                    {"architecture", lock.architecture},
                                    {"packages", Json::decimal(lock.packages.size())},
                                    {"lock", Json::object({{"sha256", crypto::hex(request.lock.digest())}})},
                                    {"keyring", Json::object({{"sha256", crypto::hex(keyring)}})},
                                    {"seen_from_inside", machine()}});
    return out;
}

Result<Environment> make_host(const EnvironmentRequest& request) {
    const auto here = TRY(storage::read_host_lock("/"));
    if (const auto same = storage::check_host(*request.lock.host(), here); !same)
        return fail(Error(same.error()).within("the environment is this machine's own /usr"));
    Environment out;
    out.root = cell::HostUsr{};
    out.grade = "host";
    out.materials = Json::array();
    out.description = Json::object({{"kind", "host"},
                                    {"grade", out.grade},
                                    {"unvouched", Json::array()},
                                    {"os", here.os_id + " " + here.os_version},
                                    {"architecture", here.architecture},
                                    {"packages", Json::decimal(here.packages.size())},
                                    {"lock", Json::object({{"sha256", crypto::hex(request.lock.digest())}})},
                                    {"seen_from_inside", machine()}});
    return out;
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
