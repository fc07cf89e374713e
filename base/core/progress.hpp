// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay {

/// Where work that may take longer than a moment says how far it is. Handed in, so that libraries print nothing.
///
/// - One stage at a time: `start`, then any number of `advance`, then `done` or `abandon`.
/// - `advance` may be called from any thread; the others from the thread that started the stage.
class Progress {
public:
    /// What a stage counts; octets are shown as kB, MB …
    enum class Unit { Octets, Items };

    virtual ~Progress() = default;
    /// Begins a stage. `what` is a few words: `sealing source`; `total` is what is to come, where known.
    virtual void start(std::string_view what, Unit unit, std::optional<std::uint64_t> total) = 0;
    virtual void advance(std::uint64_t amount) = 0;
    /// The stage is complete.
    virtual void done() = 0;
    /// The stage ends without being complete; an error will say why.
    virtual void abandon() = 0;
};

/// Says nothing.
class NoProgress final : public Progress {
public:
    void start(std::string_view, Unit, std::optional<std::uint64_t>) override {}
    void advance(std::uint64_t) override {}
    void done() override {}
    void abandon() override {}
};

/// One stage, abandoned when it goes without having been done: an early return leaves no bar behind.
class ProgressStage {
public:
    ProgressStage(Progress& progress, std::string_view what, Progress::Unit unit,
                  std::optional<std::uint64_t> total = {})
        : progress_(progress) {
        progress_.start(what, unit, total);
    }
    ~ProgressStage() {
        if (!done_) progress_.abandon();
    }
    ProgressStage(const ProgressStage&) = delete;
    ProgressStage& operator=(const ProgressStage&) = delete;

    void advance(std::uint64_t amount) { progress_.advance(amount); }
    void done() {
        done_ = true;
        progress_.done();
    }

private:
    Progress& progress_;
    bool done_ = false;
};

}  // namespace assay
