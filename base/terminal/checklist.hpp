// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/console.hpp"

namespace assay {

/// What a program's `doctor` looked for, one thing a line. All of it is escaped where it is shown.
class Checklist {
public:
    /// Bad is what the program cannot do without, Caution what some of its work needs.
    Checklist& add(std::string name, Mark mark, std::string detail);
    /// A file that a Debian package brings: here, or missing with what to install.
    Checklist& add_file(const std::string& path, const std::string& package, Mark when_missing);

    /// Whether nothing is Bad.
    bool is_well() const;
    /// As `assay-doctor-v1`, or a line each.
    void put(Console& console) const;

private:
    struct Item {
        std::string name;
        Mark mark;
        std::string detail;
    };
    std::vector<Item> items_;
};

}  // namespace assay
