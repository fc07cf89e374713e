// SPDX-License-Identifier: Apache-2.0
// Seals a tree into a piece folder or a store, then says how long it took and how much it is. Run it twice on the same
// DST with files changed between to see what a second deposit sends. For scripts that compare with other tools:
//   seal_bench folder|store|nowhere SRC DST [THREADS]
#include "storage/index/seal_tree.hpp"
#include "storage/index/tree_reader.hpp"
#include "storage/piece/piece_folder.hpp"
#include "storage/piece/table_pieces.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/resource.h>

using namespace assay;
using namespace assay::storage;

namespace {

template <typename T>
T need(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "seal_bench: %s\n", result.error().message().c_str());
    std::exit(1);
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double cpu_seconds(const ::rusage& usage) {
    const auto of = [](const ::timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

class Nowhere final : public PieceSink {
public:
    Status put(SealedPiece) override { return {}; }
    Status flush() override { return {}; }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fputs("usage: seal_bench folder|store|nowhere SRC DST [THREADS]\n", stderr);
        return 2;
    }
    const std::string kind = argv[1];
    const auto vendor = VendorId::copy_of(Bytes(32, 1));
    const auto keys = need(PieceKeySource::shared(SecretBytes(Bytes(32, 2))));
    SystemRandom random;
    const auto root_key = random.secret(32);
    NoProgress progress;
    const NoInterrupt interrupt;

    std::unique_ptr<PieceStore> pieces;
    Nowhere nowhere;
    const auto began = seconds();
    if (kind == "folder") pieces = need(PieceFolder::open(need(Folder::make(argv[3]))));
    if (kind == "store") pieces = need(TablePieces::of(need(Database::open(argv[3], TablePieces::tables())), vendor));
    const auto before = pieces ? need(pieces->stats()) : StoreStats{};
    PieceSink& sink = pieces ? static_cast<PieceSink&>(*pieces) : nowhere;
    const SealOptions options{.vendor = vendor,
                              .keys = keys,
                              .root_key = [&](const PlainDigest&) { return root_key.clone(); },
                              .kept = {},
                              .threads = argc > 4 ? static_cast<unsigned>(std::stoul(argv[4])) : 2};
    const auto tree = need(
        seal_tree({{need(RelativePath::parse("source")), std::filesystem::path(argv[2]), TreeInput::Take::Snapshot}},
                  options, sink, progress, interrupt));
    const auto took = seconds() - began;
    const auto after = pieces ? need(pieces->stats()) : StoreStats{};

    ::rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("%.2f s wall, %.2f s cpu, %ld MiB; %llu files, %llu bytes -> %zu pieces, %llu bytes sealed\n", took,
                cpu_seconds(usage), usage.ru_maxrss / 1024, static_cast<unsigned long long>(tree.files),
                static_cast<unsigned long long>(tree.bytes), tree.pieces.size(),
                static_cast<unsigned long long>(tree.sealed_bytes));
    std::printf("new: %llu pieces, %llu bytes\n", static_cast<unsigned long long>(after.pieces - before.pieces),
                static_cast<unsigned long long>(after.bytes - before.bytes));
    if (!pieces) return 0;
    const auto reading = seconds();
    auto reader = need(TreeReader::open(*pieces, tree.root, vendor, root_key));
    std::uint64_t index_pieces = 1;
    if (auto walked = reader.walk(
            [&](const RelativePath&, const Entry& entry) -> Status {
                index_pieces += entry.kind == EntryKind::Directory;
                return {};
            },
            interrupt);
        !walked)
        return 1;
    std::printf("index read: %.2f s, %llu directories\n", seconds() - reading,
                static_cast<unsigned long long>(index_pieces));
    return 0;
}
