// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/opaque_inputs.hpp"

#include "storage/layout/layout.hpp"
#include "verifier/influence/reach.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::size_t kOpenMax = 32;

/// Collects the names of members, and counts those for which there is no room.
class ReachedNames {
public:
    explicit ReachedNames(std::vector<crypto::Grade::OpaqueInput>& inputs)
        : inputs_(inputs), left_out_(inputs.size()) {}

    void add(std::size_t input, std::string name) {
        if (bytes_ + name.size() > kReachedBytesMax) {
            ++left_out_[input];
            return;
        }
        bytes_ += name.size();
        inputs_[input].reached.push_back(std::move(name));
    }
    void finish() {
        for (std::size_t input = 0; input < inputs_.size(); ++input)
            if (left_out_[input] > 0)
                inputs_[input].reached.push_back("and " + std::to_string(left_out_[input]) + " more");
    }

private:
    std::vector<crypto::Grade::OpaqueInput>& inputs_;
    std::vector<std::uint64_t> left_out_;
    std::size_t bytes_ = 0;
};

Result<Descriptor> open_input(const OpaqueFile& file, const OpaqueSources& sources) {
    return file.kind == OpaqueFile::Kind::Recipe ? sources.recipe.open_file(file.path)
                                                 : sources.tree.open_file(file.path);
}

}  // namespace

JudgedArtifacts JudgedArtifacts::all(const Folder& outputs, const std::vector<BuiltArtifact>& artifacts) {
    JudgedArtifacts out{outputs};
    for (const auto& artifact : artifacts) out.paths.push_back(artifact.path);
    return out;
}

Result<Descriptor> JudgedArtifacts::take(const RelativePath& path) {
    if (std::ranges::find(paths, path) == paths.end()) paths.push_back(path);
    return open(path);
}

Result<Descriptor> JudgedArtifacts::open(const RelativePath& path) const {
    return outputs.open_file(TRY(storage::layout::artifact(path)));
}

Result<std::vector<crypto::Grade::OpaqueInput>> trace_opaque(const OpaqueReport& report, const OpaqueSources& sources,
                                                             const JudgedArtifacts& judged,
                                                             const WorkerOptions& workers) {
    std::vector<crypto::Grade::OpaqueInput> out;
    std::vector<std::size_t> searched;
    for (const auto& [file, is_certain] : report.read) {
        if (file.kind != OpaqueFile::Kind::Link) searched.push_back(out.size());
        out.push_back({shown_path(file.path), std::string(name_of(file.opacity)), file.sha256, {}});
    }
    ReachedNames names(out);
    for (std::size_t first = 0; first < searched.size(); first += kOpenMax) {
        const auto part = std::span(searched).subspan(first, std::min(kOpenMax, searched.size() - first));
        std::vector<Descriptor> files;
        for (const auto input : part) files.push_back(TRY(open_input(report.read[input].file, sources)));
        std::vector<OpaqueInput> asked;
        for (std::size_t i = 0; i < part.size(); ++i)
            asked.push_back({out[part[i]].path, out[part[i]].sha256, files[i]});
        for (const auto& path : judged.paths) {
            const auto artifact = TRY(judged.open(path));
            const auto reach = TRY(find_reached(asked, artifact, workers));
            for (std::size_t i = 0; i < part.size(); ++i)
                for (const auto& reached : reach.inputs[i])
                    names.add(part[i], path.text() + (reached.member.empty() ? "" : " → " + reached.render()));
        }
    }
    names.finish();
    return out;
}

}  // namespace assay::verifier
