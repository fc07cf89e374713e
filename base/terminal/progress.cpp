// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/progress.hpp"

#include "base/core/json.hpp"
#include "base/core/text.hpp"
#include "base/terminal/escape.hpp"
#include "base/terminal/report.hpp"

#include <atomic>
#include <cmath>
#include <cstdio>

namespace assay {

namespace {

using namespace std::chrono_literals;
using Instant = std::chrono::steady_clock::time_point;
using Ticks = std::chrono::steady_clock::duration;

std::string amount_of(std::uint64_t amount, Progress::Unit unit) {
    return unit == Progress::Unit::Octets ? human_bytes(amount) : std::to_string(amount);
}

/// `0:07`, `12:40`, `3:05:00`.
std::string clock_face(double seconds) {
    const auto whole = static_cast<long long>(std::llround(std::min(seconds, 359'999.0)));
    char out[32];
    if (whole >= 3600)
        std::snprintf(out, sizeof out, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        std::snprintf(out, sizeof out, "%lld:%02lld", whole / 60, whole % 60);
    return out;
}

/// What a stage has come to, as the ways of showing it need it.
struct Stage {
    std::string what;
    Progress::Unit unit = Progress::Unit::Items;
    std::optional<std::uint64_t> total;
    std::uint64_t amount = 0;
    double seconds = 0;

    double rate() const { return seconds > 0 ? static_cast<double>(amount) / seconds : 0; }
    std::string rate_text() const {
        if (unit == Progress::Unit::Octets) return human_bytes(static_cast<std::uint64_t>(rate())) + "/s";
        return std::to_string(static_cast<std::uint64_t>(rate())) + "/s";
    }
    std::string amount_text() const {
        return amount_of(amount, unit) + (total ? " of " + amount_of(*total, unit) : "");
    }
    /// Between 0 and 1, even where more came than was foretold.
    double share() const {
        if (!total || *total == 0) return 0;
        return std::min(1.0, static_cast<double>(amount) / static_cast<double>(*total));
    }
    std::string percent() const { return std::to_string(static_cast<int>(share() * 100)) + "%"; }
};

enum class Event { Start, Advance, Done, Abandoned };

/// Keeps count and time, and shows the stage no more often than every `pace`. Counting takes no lock.
class Paced : public Progress {
public:
    Paced(Talk& talk, SteadyNow now, Ticks pace) : talk_(talk), now_(std::move(now)), pace_(pace) {}

    void start(std::string_view what, Unit unit, std::optional<std::uint64_t> total) final {
        stage_ = {.what = escape_for_terminal(what), .unit = unit, .total = total};
        amount_ = 0;
        started_ = now_();
        next_ = (started_ + pace_).time_since_epoch().count();
        show(stage_, Event::Start);
    }

    void advance(std::uint64_t amount) final {
        amount_ += amount;
        const auto now = now_();
        auto due = next_.load();
        // Of several threads that find it due, the one that moves the mark shows it.
        if (now.time_since_epoch().count() < due) return;
        if (!next_.compare_exchange_strong(due, (now + pace_).time_since_epoch().count())) return;
        show(stage_at(now), Event::Advance);
    }

    void done() final { show(stage_at(now_()), Event::Done); }
    void abandon() final { show(stage_at(now_()), Event::Abandoned); }

protected:
    virtual void show(const Stage& stage, Event event) = 0;
    Talk& talk_;

private:
    Stage stage_at(Instant now) const {
        auto stage = stage_;
        stage.amount = amount_;
        stage.seconds = std::chrono::duration<double>(now - started_).count();
        return stage;
    }

    SteadyNow now_;
    Ticks pace_;
    Stage stage_;  ///< written by start only
    Instant started_;
    std::atomic<std::uint64_t> amount_ = 0;
    std::atomic<Ticks::rep> next_ = 0;
};

/// A stage that counted nothing, as a build, is done and no more.
std::string summary(const Stage& stage) {
    return stage.what + ": " + (stage.amount == 0 ? "done" : amount_of(stage.amount, stage.unit)) + " in " +
           clock_face(stage.seconds);
}

class Bar final : public Paced {
public:
    Bar(Talk& talk, SteadyNow now) : Paced(talk, std::move(now), 100ms) {}

private:
    static constexpr int kCells = 24;

    void show(const Stage& stage, Event event) override {
        if (event == Event::Done || event == Event::Abandoned) talk_.passing({});
        if (event == Event::Done) talk_.line(summary(stage));
        if (event == Event::Start || event == Event::Advance) talk_.passing(drawn(stage));
    }

    static std::string drawn(const Stage& stage) {
        std::string out = stage.what;
        if (stage.total) {
            const auto filled = static_cast<int>(stage.share() * kCells);
            out += "  ";
            for (int i = 0; i < kCells; ++i) out += i < filled ? "█" : "░";
            out += " " + stage.percent();
        }
        if (stage.amount == 0 && !stage.total) return out;
        out += "  " + stage.amount_text();
        if (stage.seconds >= 1) out += "  " + stage.rate_text();
        if (stage.seconds >= 1 && stage.total && stage.rate() > 0 && stage.share() < 1)
            out += "  " + clock_face(static_cast<double>(*stage.total - stage.amount) / stage.rate()) + " left";
        return out;
    }
};

class Lines final : public Paced {
public:
    Lines(Talk& talk, SteadyNow now) : Paced(talk, std::move(now), 5s) {}

private:
    void show(const Stage& stage, Event event) override {
        if (event == Event::Done) talk_.line(summary(stage));
        if (event == Event::Advance)
            talk_.line(stage.what + ": " + stage.amount_text() + (stage.total ? " (" + stage.percent() + ")" : "") +
                       ", " + stage.rate_text());
    }
};

class JsonLines final : public Paced {
public:
    JsonLines(Talk& talk, SteadyNow now) : Paced(talk, std::move(now), 1s) {}

private:
    static std::string_view name_of(Event event) {
        switch (event) {
            case Event::Start: return "start";
            case Event::Advance: return "advance";
            case Event::Done: return "done";
            case Event::Abandoned: return "abandoned";
        }
        return {};
    }

    void show(const Stage& stage, Event event) override {
        auto line = Json::object({{"format", "assay-progress-v1"},
                                  {"event", name_of(event)},
                                  {"stage", stage.what},
                                  {"unit", stage.unit == Unit::Octets ? "bytes" : "items"},
                                  {"amount", count_json(stage.amount)},
                                  {"total", count_json(stage.total)},
                                  {"seconds", std::round(stage.seconds * 1000) / 1000}});
        talk_.line(line.render());
    }
};

}  // namespace

std::unique_ptr<Progress> make_progress(ProgressChoice choice, Talk& talk, SteadyNow now) {
    if (choice == ProgressChoice::Auto) choice = talk.terminal().is_terminal ? choice : ProgressChoice::Plain;
    switch (choice) {
        case ProgressChoice::Auto: return std::make_unique<Bar>(talk, std::move(now));
        case ProgressChoice::Plain: return std::make_unique<Lines>(talk, std::move(now));
        case ProgressChoice::Json: return std::make_unique<JsonLines>(talk, std::move(now));
        case ProgressChoice::None: break;
    }
    return std::make_unique<NoProgress>();
}

}  // namespace assay
