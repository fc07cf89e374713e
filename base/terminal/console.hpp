// SPDX-License-Identifier: Apache-2.0
#pragma once

// How our programs speak. All printing goes through here; libraries never print.
//
// 1. Data goes to standard output, talk to standard error: what a pipe should carry is never mixed with what a person
//    should read meanwhile. With --json the data is JSON, errors included; talk stays talk.
// 2. A JSON top is an object stamped `"format":"assay-<name>-v<version>"`; its fields are always present. One result is
//    one object, indented; what comes one by one (progress, logs) is one object a line. Counts are numbers.
// 3. An error is one line `error: <what was attempted, on which object, why>`, then `hint: <the next step>`. Lower
// case,
//    no full stop. Errors are said also under --quiet, which silences all other talk; --verbose adds detail.
// 4. Text from strangers is escaped (escape.hpp) wherever it is shown: names, messages, values, table cells.
// 5. Colour repeats what words and signs say, never more. NO_COLOR, CLICOLOR_FORCE, TERM=dumb and --color are heard.
// 6. Progress is a bar where somebody watches, a line every few seconds elsewhere, JSON lines when asked for.
// 7. A reader that goes away (`| head`) is no error; a full disk under standard output is one, reported at the end.

#include "base/terminal/progress.hpp"
#include "base/terminal/report.hpp"
#include "base/terminal/talk.hpp"

namespace assay {

/// How a program is to speak: what the options that every command has say.
struct ConsoleOptions {
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    ColorChoice color = ColorChoice::Auto;
    ProgressChoice progress = ProgressChoice::Auto;
};

/// Where data and talk go, and what is known of the places.
struct Streams {
    Sink out, talk;
    TerminalFacts out_facts, talk_facts;
    std::function<Status()> flush = [] { return Status(); };  ///< whether all data got where it should

    /// The process's own.
    static Streams standard();
};

/// A program's voice. From any thread.
class Console {
public:
    explicit Console(Streams streams, ConsoleOptions options = {});
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    bool is_json() const { return options_.json; }
    const Style& style() const { return style_; }  ///< for data
    std::size_t width() const { return out_terminal_.width; }

    /// Data, as it is.
    void put(std::string_view text);
    /// One JSON result; see `stamped`.
    void put_json(const Json& json);

    /// Talk of a line or more; the second only under --verbose.
    void say(std::string_view text);
    void detail(std::string_view text);
    void warn(std::string_view text);
    void error(const Error& error);

    Progress& progress() { return *progress_; }

    /// Whether all data got out. Errors: io_error's, Full among them.
    Status finish() { return streams_.flush(); }

private:
    Streams streams_;
    ConsoleOptions options_;
    Terminal out_terminal_;
    Style style_, talk_style_;
    std::mutex out_mutex_;  ///< guards streams_.out
    Talk talk_;
    std::unique_ptr<Progress> progress_;
};

}  // namespace assay
