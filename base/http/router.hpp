// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/message.hpp"

#include <map>

namespace assay::http {

/// The segments a pattern captured, by the name between its braces. A name the pattern lacks is a mistake of the
/// caller.
class Captures {
public:
    const std::string& operator[](std::string_view name) const { return values_.find(name)->second; }

private:
    friend class Router;
    std::map<std::string, std::string, std::less<>> values_;
};

using Handler = std::function<Result<Response>(const Request&)>;
using RouteHandler = std::function<Result<Response>(const Request&, const Captures&)>;

/// Whether a request may be made at all, decided without its body. Must not block.
using HeadCheck = std::function<Status(const Request& head)>;

/// The largest body of a route that says nothing else.
constexpr std::uint64_t kBodyBytesDefault = 1U << 20;

/// Finds the handler of a request by method and exact path.
///
/// - A pattern is `GET /v1/deposits/{id}`: a method, a space, and segments that are either literal or a name in braces,
///   which captures one whole decoded segment. No two routes have equal patterns but for the names.
/// - Where several patterns fit, a literal beats a capture, from the left.
/// - HEAD goes to the route of GET; the server sends no body then.
///
/// Filled once at start; then safe to share between threads.
class Router {
public:
    /// A malformed or repeated pattern is a mistake of ours (asserted).
    Router& add(std::string_view pattern, RouteHandler handler, std::uint64_t body_bytes_max = kBodyBytesDefault,
                HeadCheck check_head = {});

    /// The route's answer. Errors: NotFound where no path fits; where the path fits another method, 405 with Allow.
    Result<Response> handle(const Request& request) const;

    /// The largest body the request's route takes; kBodyBytesDefault where there is none.
    std::uint64_t body_bytes_max(const Request& head) const;
    /// What the request's route says of it before its body is read; nothing where there is no route.
    Status check_head(const Request& head) const;

private:
    struct Segment {
        bool captures;
        std::string text;  ///< the literal, or the capture's name
    };
    struct Route {
        Method method;
        std::vector<Segment> segments;
        RouteHandler handler;
        std::uint64_t body_bytes_max;
        HeadCheck check_head;
    };
    static bool fits(const Route& route, const Target& target);
    static bool goes_before(const Route& a, const Route& b);
    const Route* find(Method asked, const Target& target) const;

    std::vector<Route> routes_;  ///< sorted, so that the first that fits is the one
};

}  // namespace assay::http
