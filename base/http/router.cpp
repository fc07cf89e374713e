// SPDX-License-Identifier: Apache-2.0
#include "base/http/router.hpp"

#include "base/core/text.hpp"
#include "base/http/status.hpp"

#include <algorithm>
#include <cassert>

namespace assay::http {

Router& Router::add(std::string_view pattern, RouteHandler handler, std::uint64_t body_bytes_max,
                    HeadCheck check_head) {
    const auto space = pattern.find(' ');
    assert(space != std::string_view::npos);
    const auto method = parse_method(pattern.substr(0, space));
    const auto path = pattern.substr(space + 1);
    assert(method && *method != Method::Head && path.starts_with('/'));

    Route route{*method, {}, std::move(handler), body_bytes_max, std::move(check_head)};
    if (path != "/") {
        for (const auto text : split(path.substr(1), '/')) {
            const bool captures = text.starts_with('{') && text.ends_with('}') && text.size() > 2;
            assert(!text.empty());
            route.segments.push_back({captures, std::string(captures ? text.substr(1, text.size() - 2) : text)});
        }
    }
    const auto place = std::lower_bound(routes_.begin(), routes_.end(), route, goes_before);
    assert(place == routes_.end() || goes_before(route, *place));
    routes_.insert(place, std::move(route));
    return *this;
}

Result<Response> Router::handle(const Request& request) const {
    if (const auto* route = find(request.method, request.target)) {
        Captures captures;
        for (std::size_t i = 0; i < route->segments.size(); ++i)
            if (route->segments[i].captures)
                captures.values_.emplace(route->segments[i].text, request.target.segments()[i]);
        return route->handler(request, captures);
    }

    std::vector<std::string> allowed;
    for (const auto method : {Method::Get, Method::Head, Method::Post, Method::Put})
        if (find(method, request.target) != nullptr) allowed.emplace_back(name_of(method));
    if (allowed.empty())
        return fail(ErrorKind::NotFound, "answering " + request.describe() + ": there is nothing of that address");
    auto response =
        error_response(Error(ErrorKind::Unsupported, "answering " + request.describe() + ": the address takes " +
                                                         join(allowed, ", ") + " only"),
                       405);
    TRY(response.headers.add("allow", join(allowed, ", ")));
    return response;
}

std::uint64_t Router::body_bytes_max(const Request& head) const {
    const auto* route = find(head.method, head.target);
    return route == nullptr ? kBodyBytesDefault : route->body_bytes_max;
}

Status Router::check_head(const Request& head) const {
    const auto* route = find(head.method, head.target);
    return route == nullptr || !route->check_head ? Status() : route->check_head(head);
}

bool Router::fits(const Route& route, const Target& target) {
    return std::equal(
        route.segments.begin(), route.segments.end(), target.segments().begin(), target.segments().end(),
        [](const Segment& segment, const std::string& text) { return segment.captures || segment.text == text; });
}

/// By method, then segment by segment: literals in their order, then captures, whose names make no difference.
bool Router::goes_before(const Route& a, const Route& b) {
    if (a.method != b.method) return a.method < b.method;
    return std::lexicographical_compare(a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
                                        [](const Segment& x, const Segment& y) {
                                            if (x.captures != y.captures) return y.captures;
                                            return !x.captures && x.text < y.text;
                                        });
}

const Router::Route* Router::find(Method asked, const Target& target) const {
    const auto method = asked == Method::Head ? Method::Get : asked;
    const auto found = std::find_if(routes_.begin(), routes_.end(),
                                    [&](const Route& route) { return route.method == method && fits(route, target); });
    return found == routes_.end() ? nullptr : &*found;
}

}  // namespace assay::http
