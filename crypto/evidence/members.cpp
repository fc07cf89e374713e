// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/members.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

bool is_plain(std::string_view name, std::string_view also = {}) {
    return std::all_of(name.begin(), name.end(), [&](char c) { return kPlain.contains(c) || also.contains(c); });
}

/// What is between the brackets of an item's name; one that could end them is left out.
std::string_view item_name(const Json& item, std::string_view list) {
    const auto name = item.text_at(list.ends_with("byproducts") ? "name" : "purpose");
    return is_plain(name, ".") ? name : std::string_view("?");
}

/// One buffer for all names and one for all paths: what is inside is appended, and taken off again.
class Visitor {
public:
    Visitor(std::string prefix, const std::function<void(const Member&)>& visit)
        : name_(std::move(prefix)), visit_(visit) {}

    void run(const Json& json) {
        const auto* members = json.members();
        const auto* items = json.items();
        const bool is_leaf = (members == nullptr || members->empty()) && (items == nullptr || items->empty());
        visit_({name_, path_, json, is_leaf});
        const auto size = name_.size();
        if (members != nullptr)
            for (std::size_t i = 0; i < members->size(); ++i) {
                if (!name_.empty()) name_ += '.';
                name_ += member_name((*members)[i].first);
                enter(i, (*members)[i].second, size);
            }
        if (items != nullptr)
            for (std::size_t i = 0; i < items->size(); ++i) {
                const auto own = item_name((*items)[i], name_);
                name_.append("[").append(own).append("]");
                enter(i, (*items)[i], size);
            }
    }

private:
    void enter(std::size_t at, const Json& json, std::size_t size) {
        path_.push_back(at);
        run(json);
        path_.pop_back();
        name_.resize(size);
    }

    std::string name_;
    std::vector<std::size_t> path_;
    const std::function<void(const Member&)>& visit_;
};

}  // namespace

std::string member_name(std::string_view name) {
    return !name.empty() && is_plain(name) ? std::string(name) : quote(name);
}

void visit_members(const Json& json, std::string prefix, const std::function<void(const Member&)>& visit) {
    Visitor(std::move(prefix), visit).run(json);
}

}  // namespace assay::crypto
