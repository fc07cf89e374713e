// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/checklist.hpp"

#include "base/core/text.hpp"
#include "base/terminal/escape.hpp"

#include <algorithm>
#include <filesystem>

namespace assay {

namespace {

constexpr std::string_view kInstall = "apt install ";

}  // namespace

Checklist& Checklist::add(std::string name, Mark mark, std::string detail, const std::vector<std::string>& hints) {
    items_.push_back({std::move(name), mark, std::move(detail), {}});
    for (const auto& hint : hints)
        if (hint.starts_with(kInstall) && hint.find(' ', kInstall.size()) == std::string::npos)
            packages_.insert(hint.substr(kInstall.size()));
        else
            items_.back().hints.push_back(hint);
    return *this;
}

Checklist& Checklist::add_file(const std::string& path, const std::string& package, Mark when_missing) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return add(path, Mark::Good, "is here");
    return add(path, when_missing, "is missing", {std::string(kInstall) + package});
}

bool Checklist::is_well() const {
    return std::none_of(items_.begin(), items_.end(), [](const Item& item) { return item.mark == Mark::Bad; });
}

void Checklist::put(Console& console) const {
    if (!console.is_json()) {
        for (const auto& item : items_) {
            console.put(mark_line(item.mark, item.name + ": " + item.detail, console.style()));
            for (const auto& hint : item.hints) console.put("  next: " + escape_for_terminal(hint) + "\n");
        }
        if (!packages_.empty())
            console.put("next: apt install " + join({packages_.begin(), packages_.end()}, " ") + "\n");
        return;
    }
    auto checks = Json::array();
    for (const auto& item : items_) {
        auto hints = Json::array();
        for (const auto& hint : item.hints) hints.push(hint);
        checks.push(Json::object({{"name", item.name},
                                  {"ok", item.mark == Mark::Good},
                                  {"detail", item.detail},
                                  {"hints", std::move(hints)}}));
    }
    auto packages = Json::array();
    for (const auto& package : packages_) packages.push(package);
    console.put_json(
        stamped("doctor", {{"ok", is_well()}, {"checks", std::move(checks)}, {"install", std::move(packages)}}));
}

}  // namespace assay
