#include "http/router.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/encoding.hpp"

#include <algorithm>

namespace ledger {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return segments;
    for (std::size_t end = path.find('/'); end != path.npos; end = path.find('/')) {
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end + 1);
    }
    segments.push_back(path);
    return segments;
}

bool is_placeholder(std::string_view segment) { return segment.starts_with('{'); }
bool is_tail(std::string_view segment) { return segment.ends_with("...}"); }

/// "id" of "{id}", "rest" of "{rest...}".
std::string placeholder_name(std::string_view segment) {
    return std::string{segment.substr(1, segment.find_first_of(".}") - 1)};
}

}  // namespace

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> placeholder;
    std::vector<const Route*> routes;  ///< Of the path that ends here.
    std::vector<const Route*> tails;   ///< Of a path that takes all that follows.

    Node& child(std::string_view segment) {
        std::unique_ptr<Node>& node =
            is_placeholder(segment) ? placeholder : literals[std::string{segment}];
        if (!node) node = std::make_unique<Node>();
        return *node;
    }
};

/// One walk over the tree, most specific path first.
struct Router::Search {
    std::vector<std::string> segments;
    std::optional<Method> method;
    const Route* route = nullptr;
    std::vector<std::string> allowed{};

    void visit(const Node& node, std::size_t depth) {
        if (depth == segments.size()) {
            pick(node.routes);
        } else if (!segments[depth].empty()) {
            const auto literal = node.literals.find(segments[depth]);
            if (literal != node.literals.end()) visit(*literal->second, depth + 1);
            if (route == nullptr && node.placeholder) visit(*node.placeholder, depth + 1);
        }
        if (route == nullptr && depth < segments.size()) pick(node.tails);
    }

    void pick(const std::vector<const Route*>& candidates) {
        const auto found = std::ranges::find(candidates, method, &Route::method);
        if (found != candidates.end()) {
            route = *found;
            return;  // What else would be allowed, nobody asks.
        }
        for (const Route* candidate : candidates) {
            allow(name_of(candidate->method));
            if (candidate->method == Method::get) allow(name_of(Method::head));
        }
    }

    void allow(std::string_view name) {
        if (std::ranges::find(allowed, name) == allowed.end()) allowed.emplace_back(name);
    }
};

namespace {

Result<std::vector<std::string>> decoded_segments(std::string_view raw_path) {
    std::vector<std::string> decoded;
    for (const std::string_view segment : segments_of(raw_path)) {
        auto text = percent_decode(segment, false);
        if (!text)
            return fail(ErrorKind::validation, "request.path", "The path has a malformed escape.");
        decoded.push_back(std::move(*text));
    }
    return decoded;
}

std::map<std::string, std::string, std::less<>> values_of(
    const Route& route, const std::vector<std::string>& segments) {
    std::map<std::string, std::string, std::less<>> values;
    const std::vector<std::string_view> pattern = segments_of(route.path);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (!is_placeholder(pattern[i])) continue;
        std::string& value = values[placeholder_name(pattern[i])];
        value = segments[i];
        if (!is_tail(pattern[i])) continue;
        for (std::size_t rest = i + 1; rest < segments.size(); ++rest)
            value.append("/").append(segments[rest]);
    }
    return values;
}

}  // namespace

Router::Router(std::span<const std::span<const Route>> tables) : root_{std::make_unique<Node>()} {
    for (const std::span<const Route> table : tables) {
        for (const Route& route : table) {
            Node* node = root_.get();
            std::vector<std::string_view> segments = segments_of(route.path);
            const bool tail = !segments.empty() && is_tail(segments.back());
            if (tail) segments.pop_back();
            for (const std::string_view segment : segments) node = &node->child(segment);
            auto& routes = tail ? node->tails : node->routes;
            LEDGER_ASSERT(std::ranges::find(routes, route.method, &Route::method) == routes.end());
            routes.push_back(&route);
        }
    }
}

Router::~Router() = default;

Result<Router::Match> Router::match(std::optional<Method> method, std::string_view raw_path) const {
    TRY(segments, decoded_segments(raw_path));
    if (method == Method::head) method = Method::get;
    Search search{.segments = std::move(segments), .method = method};
    search.visit(*root_, 0);
    if (search.route != nullptr)
        return Match{search.route, values_of(*search.route, search.segments)};
    if (search.allowed.empty())
        return fail(ErrorKind::not_found, "route.not_found", "There is nothing at this path.");
    Error error{.kind = ErrorKind::method_not_allowed,
                .code = "route.method_not_allowed",
                .message = "This path does not have this method."};
    error.allowed = std::move(search.allowed);
    return fail(std::move(error));
}

std::vector<std::string> Router::allowed(std::string_view raw_path) const {
    auto segments = decoded_segments(raw_path);
    if (!segments) return {};
    Search search{.segments = std::move(*segments), .method = std::nullopt};
    search.visit(*root_, 0);
    return search.allowed;
}

}  // namespace ledger
