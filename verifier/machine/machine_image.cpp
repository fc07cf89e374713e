// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/machine_image.hpp"

#include "base/cell/program.hpp"
#include "base/cell/run.hpp"
#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/extents.hpp"
#include "verifier/machine/guest_program.hpp"

#include <algorithm>

#include <fcntl.h>

namespace assay::verifier {

namespace {

constexpr double kSecondsMax = 600;
constexpr std::uint64_t kMemoryBytes = std::uint64_t{1} << 30;
constexpr std::size_t kReleaseBytesMax = 80;

// The first program tries all modules until none is left that can be loaded, so their order does not matter, nor that
// one is built in. A compressed one is unpacked here: not every kernel does it.
constexpr std::string_view kScript = R"(set -eu
cd /kernel
mkdir tree root root/modules
set --
for name in virtio virtio_ring virtio_pci virtio_pci_legacy_dev virtio_pci_modern_dev virtio_blk virtio_console \
    9p 9pnet 9pnet_virtio netfs fscache overlay ext4 jbd2 mbcache crc16 crc32c_generic crc32c-intel libcrc32c; do
  set -- "$@" "*/lib/modules/*/$name.ko" "*/lib/modules/*/$name.ko.xz"
done
# Patterns that fit nothing make tar end with 2.
dpkg-deb --fsys-tarfile /kernel.deb |
  tar -x --no-same-owner -C tree --wildcards './boot/vmlinuz-*' "$@" 2>/dev/null || true
set -- tree/boot/vmlinuz-*
if [ "$#" != 1 ] || [ ! -f "$1" ]; then echo 'the package holds no kernel, or several' >&2; exit 1; fi
release=${1##*/vmlinuz-}
mv "$1" vmlinuz
find tree -name '*.ko.xz' -exec xz -d '{}' +
find tree -name '*.ko' -exec mv -t root/modules '{}' +
cp /first root/init
chmod 0755 root/init
(cd root && find . | LC_ALL=C sort | cpio -o -H newc --quiet) >initramfs
rm -rf tree root
mke2fs -q -t ext4 -O ^has_journal,^resize_inode -m 0 -E lazy_itable_init=1,nodiscard /disks/scratch
echo "$release"
)";

Result<cell::Bind> bind_to(const Descriptor& source, std::string inside, cell::Access access) {
    auto copy = TRY(source.duplicate());
    return cell::Bind{std::move(copy), std::move(inside), access};
}

bool is_release(std::string_view text) {
    return !text.empty() && text.size() <= kReleaseBytesMax && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
               c == '+' || c == '~' || c == '_';
    });
}

}  // namespace

Result<Descriptor> open_kernel_package(const MachineSettings& settings) {
    auto package = TRY_WITHIN("machine.toml: kernel", Descriptor::open(settings.kernel, O_RDONLY));
    crypto::DigestSetStream digest;
    TRY(for_each_part(package, [&](ByteView part) -> Status {
        digest.update(part);
        return {};
    }));
    const auto found = digest.finish().sha256;
    if (found != settings.kernel_sha256)
        return fail(ErrorKind::Sandbox, "the kernel of the build's machine, " + quote(settings.kernel.string()) +
                                            ", has SHA-256 " + crypto::hex(found) + "; machine.toml says " +
                                            crypto::hex(settings.kernel_sha256));
    return package;
}

Result<MachineImage> make_machine_image(const MachineSettings& settings, const Folder& kernel, const Folder& disks,
                                        const std::shared_ptr<const cell::HostIds>& ids, const Interrupt& interrupt) {
    for (const auto& [program, name] : kMachinePrograms)
        if (program != kQemuProgram) TRY(cell::need_program(program, name));
    const auto package = TRY(open_kernel_package(settings));
    TRY(write_durably(kernel, "first"_path, guest_program(), {.mode = 0755}));
    const auto first = TRY(kernel.open_file("first"_path));
    cell::CellSpec spec;
    spec.command = {"/bin/sh", "-c", std::string(kScript)};
    spec.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}, {"LC_ALL", "C.UTF-8"}};
    spec.binds.push_back(TRY(bind_to(kernel.descriptor(), "/kernel", cell::Access::Writable)));
    spec.binds.push_back(TRY(bind_to(disks.descriptor(), "/disks", cell::Access::Writable)));
    spec.binds.push_back(TRY(bind_to(package, "/kernel.deb", cell::Access::ReadOnly)));
    spec.binds.push_back(TRY(bind_to(first, "/first", cell::Access::ReadOnly)));
    spec.host_ids = ids;
    spec.syncing = cell::Syncing::Skipped;
    spec.limits.wall_seconds = spec.limits.cpu_seconds = kSecondsMax;
    spec.limits.memory_bytes = kMemoryBytes;
    spec.limits.file_bytes = std::numeric_limits<std::int64_t>::max();
    TRY(cell::give_tree(kernel, *ids));
    TRY(cell::give_tree(disks, *ids));
    const auto outcome = TRY_WITHIN("preparing the build's machine", cell::run(std::move(spec), &interrupt));
    const auto release = trim(text_of(outcome.out.bytes));
    if (!outcome.succeeded() || !is_release(release))
        return fail(ErrorKind::Sandbox, "preparing the build's machine from " + quote(settings.kernel.string()) +
                                            ": it " + outcome.describe() + ", saying " +
                                            quote(trim(text_of(outcome.err.bytes)), 500));
    return MachineImage{std::string(release)};
}

}  // namespace assay::verifier
