// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/console.hpp"

#include <set>

namespace assay {

/// What a program's `doctor` looked for, one thing a line. All of it is escaped where it is shown.
class Checklist {
public:
    /// Bad is what the program cannot do without, Caution what some of its work needs.
    /// A hint names the next step; one that is `apt install PACKAGE` goes into the one line for all of them.
    Checklist& add(std::string name, Mark mark, std::string detail, const std::vector<std::string>& hints = {});
    /// A file that a Debian package brings: here, or missing with what to install.
    Checklist& add_file(const std::string& path, const std::string& package, Mark when_missing);

    /// Whether nothing is Bad.
    bool is_well() const;
    /// The packages that are missing, each once, sorted.
    const std::set<std::string>& packages() const { return packages_; }
    /// As `assay-doctor-v1`, or a line each, and what installs all that is missing.
    void put(Console& console) const;

private:
    struct Item {
        std::string name;
        Mark mark;
        std::string detail;
        std::vector<std::string> hints;
    };
    std::vector<Item> items_;
    std::set<std::string> packages_;
};

}  // namespace assay
