// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/deb822.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 256U << 10;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_same_name(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

/// deb-control(5): printable ASCII without space and colon, and neither `#` nor `-` first.
bool is_name(std::string_view name) {
    const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != ':'; };
    return !name.empty() && name.front() != '#' && name.front() != '-' && std::ranges::all_of(name, is_plain);
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> out;
    for (;;) {
        while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
        if (line.empty()) return out;
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        out.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

/// Cuts a stream into lines, each of at most `most` bytes.
class Lines {
public:
    Lines(ByteSource& source, const Deb822Limits& limits) : source_(source), limits_(limits), buffer_(kBufferBytes) {}

    /// Without its newline; none after the last. Valid until the next call.
    Result<std::optional<std::string_view>> next() {
        begun_.clear();
        for (;;) {
            const auto newline = left_.find('\n');
            if (newline != std::string_view::npos) {
                const auto line = take(newline);
                left_.remove_prefix(1);
                ++number_;
                return line;
            }
            begun_ += left_;
            if (begun_.size() > limits_.line_bytes)
                return fail(ErrorKind::Limit, "line " + std::to_string(number_ + 1) + " is longer than " +
                                                  human_bytes(limits_.line_bytes));
            const auto size = TRY(source_.read(buffer_));
            seen_ += size;
            if (seen_ > limits_.bytes)
                return fail(ErrorKind::Limit, "there is more of it than " + human_bytes(limits_.bytes));
            left_ = text_of(ByteView(buffer_).first(size));
            if (size > 0) continue;
            if (!begun_.empty())
                return fail(ErrorKind::Invalid, "line " + std::to_string(number_ + 1) + " does not end in a newline");
            return std::nullopt;
        }
    }

    std::uint64_t number() const { return number_; }

private:
    std::string_view take(std::size_t size) {
        const auto part = left_.substr(0, size);
        left_.remove_prefix(size);
        if (begun_.empty()) return part;
        begun_ += part;
        return begun_;
    }

    ByteSource& source_;
    const Deb822Limits& limits_;
    Bytes buffer_;
    std::string_view left_;
    std::string begun_;
    std::uint64_t number_ = 0;
    std::uint64_t seen_ = 0;
};

Status take_line(Deb822Stanza& stanza, std::string_view line) {
    if (line.find('\r') != std::string_view::npos) return fail(ErrorKind::Invalid, "has a carriage return");
    if (line.find('\0') != std::string_view::npos) return fail(ErrorKind::Invalid, "has a NUL byte");
    if (is_blank(line.front())) {
        if (trim(line).empty()) return fail(ErrorKind::Invalid, "has only white space");
        return stanza.continue_last(line);
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_name(line.substr(0, colon)))
        return fail(ErrorKind::Invalid, "is no field: " + quote(line, 60));
    return stanza.add(line.substr(0, colon), trim(line.substr(colon + 1)));
}

}  // namespace

void Deb822Stanza::clear() {
    text_.clear();
    fields_.clear();
}

const Deb822Stanza::Field* Deb822Stanza::field(std::string_view name) const {
    const auto found =
        std::ranges::find_if(fields_, [&](const auto& each) { return is_same_name(name_of(each), name); });
    return found == fields_.end() ? nullptr : &*found;
}

Status Deb822Stanza::add(std::string_view name, std::string_view first_line) {
    if (field(name) != nullptr) return fail(ErrorKind::Invalid, "field " + quote(name) + " appears twice");
    Field added{.name = text_.size(),
                .name_size = name.size(),
                .value = text_.size() + name.size(),
                .value_size = first_line.size()};
    text_ += name;
    text_ += first_line;
    fields_.push_back(added);
    return {};
}

Status Deb822Stanza::continue_last(std::string_view line) {
    if (fields_.empty()) return fail(ErrorKind::Invalid, "continues a field where there is none");
    text_ += '\n';
    text_ += line;
    fields_.back().value_size += 1 + line.size();
    return {};
}

std::optional<std::string_view> Deb822Stanza::find(std::string_view name) const {
    const auto* found = field(name);
    return found == nullptr ? std::nullopt : std::optional(value_of(*found));
}

Result<std::string_view> Deb822Stanza::line(std::string_view name) const {
    const auto value = find(name);
    if (!value) return fail(ErrorKind::Invalid, "field " + quote(name) + " is missing");
    if (value->empty()) return fail(ErrorKind::Invalid, "field " + quote(name) + " is empty");
    if (value->find('\n') != std::string_view::npos)
        return fail(ErrorKind::Invalid, "field " + quote(name) + " has more than one line");
    return *value;
}

Result<std::vector<std::vector<std::string_view>>> Deb822Stanza::table(std::string_view name, std::size_t words) const {
    const auto value = find(name);
    if (!value) return fail(ErrorKind::Invalid, "field " + quote(name) + " is missing");
    const auto lines = split(*value, '\n');
    if (!lines.front().empty())
        return fail(ErrorKind::Invalid, "field " + quote(name) + " has something beside its name");
    std::vector<std::vector<std::string_view>> out;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        out.push_back(words_of(lines[i]));
        if (out.back().size() != words)
            return fail(ErrorKind::Invalid,
                        "field " + quote(name) + ": " + quote(trim(lines[i])) + " is not " + count_of(words, "word"));
    }
    return out;
}

Status for_each_stanza(ByteSource& source, const std::function<Status(const Deb822Stanza&)>& visit,
                       const Deb822Limits& limits) {
    Lines lines(source, limits);
    Deb822Stanza stanza;
    std::uint64_t stanzas = 0;
    const auto end_stanza = [&]() -> Status {
        if (stanza.empty()) return {};
        if (++stanzas > limits.stanzas)
            return fail(ErrorKind::Limit, "there are more stanzas than " + std::to_string(limits.stanzas));
        TRY_WITHIN("stanza before line " + std::to_string(lines.number()), visit(stanza));
        stanza.clear();
        return {};
    };
    while (const auto line = TRY(lines.next())) {
        if (line->empty()) {
            TRY(end_stanza());
            continue;
        }
        TRY_WITHIN("line " + std::to_string(lines.number()), take_line(stanza, *line));
        if (stanza.bytes() > limits.stanza_bytes)
            return fail(ErrorKind::Limit, "line " + std::to_string(lines.number()) + ": its stanza is larger than " +
                                              human_bytes(limits.stanza_bytes));
    }
    return end_stanza();
}

}  // namespace assay::storage
