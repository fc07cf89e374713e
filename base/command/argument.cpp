// SPDX-License-Identifier: Apache-2.0
#include "base/command/command.hpp"
#include "base/core/text.hpp"

#include <algorithm>

namespace assay {

namespace {

Result<std::string> read_text(const std::string& value) { return value; }

Result<std::filesystem::path> read_path(const std::string& value) {
    if (value.empty()) return fail(ErrorKind::Usage, "is empty");
    return std::filesystem::path(value);
}

Result<std::uint64_t> read_number(const std::string& value) {
    const auto number = parse_decimal(value);
    if (!number) return fail(ErrorKind::Usage, "is not a number: " + quote(value));
    return *number;
}

Result<std::chrono::seconds> read_duration(const std::string& value) {
    const auto seconds = parse_duration_seconds(value);
    if (!seconds) return fail(ErrorKind::Usage, "is not a duration as 30s, 15m, 12h or 90d: " + quote(value));
    return std::chrono::seconds(*seconds);
}

Result<Time> read_time(const std::string& value) {
    auto time = Time::parse(value);
    if (!time) return fail(ErrorKind::Usage, "is not a time as 2026-11-23T05:06:39Z: " + quote(value));
    return time;
}

/// A setter that reads a value and puts it where `target` keeps it.
template <typename Place, typename Read>
std::function<Status(const std::string&)> into(Place& place, Read read) {
    return [&place, read](const std::string& value) -> Status {
        place = TRY(read(value));
        return {};
    };
}

template <typename Item, typename Read>
std::function<Status(const std::string&)> onto(std::vector<Item>& place, Read read) {
    return [&place, read](const std::string& value) -> Status {
        place.push_back(TRY(read(value)));
        return {};
    };
}

}  // namespace

Target::Target(bool& flag) : is_flag_(true) {
    set_ = [&flag](const std::string&) -> Status {
        flag = true;
        return {};
    };
}
Target::Target(std::string& text) : set_(into(text, read_text)) {}
Target::Target(std::optional<std::string>& text) : set_(into(text, read_text)) {}
Target::Target(std::vector<std::string>& texts) : set_(onto(texts, read_text)), is_repeated_(true) {}
Target::Target(std::filesystem::path& path) : set_(into(path, read_path)), is_path_(true) {}
Target::Target(std::optional<std::filesystem::path>& path) : set_(into(path, read_path)), is_path_(true) {}
Target::Target(std::vector<std::filesystem::path>& paths)
    : set_(onto(paths, read_path)), is_path_(true), is_repeated_(true) {}
Target::Target(std::uint64_t& number) : set_(into(number, read_number)) {}
Target::Target(std::optional<std::uint64_t>& number) : set_(into(number, read_number)) {}
Target::Target(std::chrono::seconds& duration) : set_(into(duration, read_duration)) {}
Target::Target(std::optional<std::chrono::seconds>& duration) : set_(into(duration, read_duration)) {}
Target::Target(std::optional<Time>& time) : set_(into(time, read_time)) {}

Argument::Argument(std::string_view form, Target target, std::string help)
    : help_(std::move(help)), target_(std::move(target)) {
    if (form.starts_with('-') && !form.starts_with("--")) {
        short_name_ = form.substr(0, 2);
        form.remove_prefix(std::min(form.size(), form.find("--")));
    }
    if (form.starts_with("--")) {
        long_name_ = form.substr(0, form.find(' '));
        if (form.find(' ') != std::string_view::npos) value_name_ = form.substr(form.find(' ') + 1);
        return;
    }
    is_required_ = !form.starts_with('[');
    if (!is_required_) form = form.substr(1, form.size() - 2);
    constexpr std::string_view kMore = "…";
    if (form.ends_with(kMore)) form.remove_suffix(kMore.size());
    value_name_ = form;
}

Argument& Argument::require() {
    is_required_ = true;
    return *this;
}

Argument& Argument::one_of(std::vector<std::string> choices) {
    choices_ = std::move(choices);
    return *this;
}

Argument& Argument::or_setting(std::string_view unless) {
    setting_ = long_name_.substr(2);
    unless_ = unless;
    return *this;
}

std::string Argument::form() const {
    if (is_positional()) return value_name_ + (target_.is_repeated() ? "…" : "");
    return long_name_ + (value_name_.empty() ? "" : " " + value_name_);
}

Status Argument::set(const std::vector<std::string>& values) const {
    const auto name = is_positional() ? value_name_ : long_name_;
    if (values.size() > 1 && !target_.is_repeated() && !target_.is_flag())
        return fail(ErrorKind::Usage, name + " is given twice: " + quote(values[0]) + " and " + quote(values[1]));
    for (const auto& value : values) {
        if (!choices_.empty() && std::ranges::find(choices_, value) == choices_.end())
            return fail(ErrorKind::Usage, name + " is not one of " + join(choices_, ", ") + ": " + quote(value));
        if (auto set = target_.set(value); !set) return fail(ErrorKind::Usage, name + " " + set.error().message());
    }
    return {};
}

}  // namespace assay
