// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/checklist.hpp"

#include <algorithm>
#include <filesystem>

namespace assay {

Checklist& Checklist::add(std::string name, Mark mark, std::string detail) {
    items_.push_back({std::move(name), mark, std::move(detail)});
    return *this;
}

Checklist& Checklist::add_file(const std::string& path, const std::string& package, Mark when_missing) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return add(path, Mark::Good, "is here");
    return add(path, when_missing, "is missing: install " + package);
}

bool Checklist::is_well() const {
    return std::none_of(items_.begin(), items_.end(), [](const Item& item) { return item.mark == Mark::Bad; });
}

void Checklist::put(Console& console) const {
    if (!console.is_json()) {
        for (const auto& item : items_)
            console.put(mark_line(item.mark, item.name + ": " + item.detail, console.style()));
        return;
    }
    auto checks = Json::array();
    for (const auto& item : items_)
        checks.push(Json::object({{"name", item.name}, {"ok", item.mark == Mark::Good}, {"detail", item.detail}}));
    console.put_json(stamped("doctor", {{"ok", is_well()}, {"checks", std::move(checks)}}));
}

}  // namespace assay
