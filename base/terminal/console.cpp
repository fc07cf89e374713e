// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/console.hpp"

#include "base/core/text.hpp"
#include "base/terminal/escape.hpp"

#include <cerrno>

#include <unistd.h>

namespace assay {

namespace {

/// Writes all of it; the first failure is kept and nothing is written after it.
class Outlet {
public:
    explicit Outlet(int descriptor) : descriptor_(descriptor) {}

    void write(std::string_view bytes) {
        while (!bytes.empty() && error_number_ == 0) {
            const auto put = ::write(descriptor_, bytes.data(), bytes.size());
            if (put >= 0)
                bytes.remove_prefix(static_cast<std::size_t>(put));
            else if (errno != EINTR)
                error_number_ = errno;
        }
    }

    Status flush() const {
        if (error_number_ == 0 || error_number_ == EPIPE) return {};
        return fail(io_error("writing standard output", error_number_));
    }

private:
    int descriptor_;
    int error_number_ = 0;
};

/// Names of files are any bytes; JSON is UTF-8. What is none is shown as a terminal would see it.
Json with_utf8(const Json& json) {
    if (const auto* text = json.text(); text != nullptr && !is_utf8(*text)) return escape_for_terminal(*text);
    if (const auto* items = json.items()) {
        Json::Array out;
        for (const auto& item : *items) out.push_back(with_utf8(item));
        return out;
    }
    if (const auto* members = json.members()) {
        Json::Object out;
        for (const auto& [name, value] : *members)
            out.emplace_back(is_utf8(name) ? name : escape_for_terminal(name), with_utf8(value));
        return out;
    }
    return json;
}

}  // namespace

Streams Streams::standard() {
    auto out = std::make_shared<Outlet>(STDOUT_FILENO);
    auto talk = std::make_shared<Outlet>(STDERR_FILENO);
    return {.out = [out](std::string_view bytes) { out->write(bytes); },
            .talk = [talk](std::string_view bytes) { talk->write(bytes); },
            .out_facts = facts_of(STDOUT_FILENO),
            .talk_facts = facts_of(STDERR_FILENO),
            .flush = [out] { return out->flush(); }};
}

Console::Console(Streams streams, ConsoleOptions options)
    : streams_(std::move(streams)),
      options_(options),
      out_terminal_(judge(streams_.out_facts, options.color)),
      style_(out_terminal_.has_color),
      talk_style_(judge(streams_.talk_facts, options.color).has_color),
      talk_(streams_.talk, judge(streams_.talk_facts, options.color)),
      progress_(make_progress(options.quiet ? ProgressChoice::None : options.progress, talk_)) {}

void Console::put(std::string_view text) {
    talk_.passing({});
    const std::lock_guard lock(out_mutex_);
    streams_.out(text);
}

void Console::put_json(const Json& json) { put(with_utf8(json).render_pretty()); }

void Console::say(std::string_view text) {
    if (!options_.quiet) talk_.line(text);
}

void Console::detail(std::string_view text) {
    if (options_.verbose && !options_.quiet) talk_.line(talk_style_.dim(text));
}

void Console::warn(std::string_view text) {
    if (!options_.quiet) talk_.line(talk_style_.caution("warning:") + " " + escape_for_terminal(text));
}

void Console::error(const Error& error) {
    talk_.passing({});
    if (options_.json) put_json(error_json(error));
    // Where data cannot get out, what is wrong with that is talk.
    if (!options_.json || !streams_.flush()) talk_.line(error_text(error, talk_style_));
}

}  // namespace assay
