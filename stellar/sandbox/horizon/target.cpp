#include "stellar/sandbox/horizon/target.hpp"

#include "engine/kernel/encoding.hpp"

#include <charconv>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view now = "now";

/// Takes what stands before the first `separator`, and that with it, off `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::string_view part = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
}

OrProblem<std::size_t> limit_from_text(const std::string& text) {
    std::size_t limit = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, limit);
    if (error != std::errc{} || stop != end || limit == 0 || limit > most_page_records)
        return std::unexpected{bad_parameter("limit", "must be a number from 1 to 200")};
    return limit;
}

OrProblem<Order> order_from_text(std::string_view text) {
    if (text == "asc") return Order::ascending;
    if (text == "desc") return Order::descending;
    return std::unexpected{bad_parameter("order", "must be asc or desc")};
}

}  // namespace

const std::string* Target::find(std::string_view name) const {
    const auto found = query.find(name);
    return found == query.end() || found->second.empty() ? nullptr : &found->second;
}

std::optional<Parameters> form_from_text(std::string_view text) {
    Parameters parameters;
    while (!text.empty()) {
        std::string_view value = take_until(text, '&');
        const std::string_view name = take_until(value, '=');
        const auto decoded_name = percent_decode(name, true);
        auto decoded_value = percent_decode(value, true);
        if (!decoded_name || !decoded_value) return std::nullopt;
        parameters.insert_or_assign(*decoded_name, std::move(*decoded_value));
    }
    return parameters;
}

OrProblem<Target> target_from_text(std::string_view text) {
    std::string_view path = take_until(text, '?');
    Target target;
    while (!path.empty()) {
        const std::string_view segment = take_until(path, '/');
        if (segment.empty()) continue;
        auto decoded = percent_decode(segment, false);
        if (!decoded) return std::unexpected{not_found()};
        target.path.push_back(std::move(*decoded));
    }
    auto query = form_from_text(text);
    if (!query) return std::unexpected{bad_parameter("query", "is badly escaped")};
    target.query = std::move(*query);
    return target;
}

OrProblem<PageRequest> page_request_of(const Target& target, bool has_numbers) {
    PageRequest page;
    if (const std::string* text = target.find("limit")) {
        const auto limit = limit_from_text(*text);
        if (!limit) return std::unexpected{limit.error()};
        page.limit = *limit;
    }
    if (const std::string* text = target.find("order")) {
        const auto order = order_from_text(*text);
        if (!order) return std::unexpected{order.error()};
        page.range.order = *order;
    }
    const std::string* const cursor = target.find("cursor");
    if (cursor == nullptr) return page;
    page.cursor = *cursor;
    page.is_from_now = *cursor == now;
    if (page.is_from_now || !has_numbers) return page;
    const std::optional<Toid> toid = toid_from_text(*cursor);
    if (!toid) return std::unexpected{bad_parameter("cursor", "must be a paging token")};
    page.range.after = toid->number();
    return page;
}

}  // namespace ledger::stellar::sandbox
