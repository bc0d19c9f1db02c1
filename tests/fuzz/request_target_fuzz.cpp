// Targets of requests: path and query, percent-decoding, finding the route.
#include "engine/domains/maintenance/routes.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/domains/outages/routes.hpp"
#include "engine/domains/sites/routes.hpp"
#include "engine/domains/sla/requests.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/kernel/query.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <array>

namespace ledger {
namespace {

void check_percent_encoding(std::string_view input) {
    const std::string encoded = percent_encode(input);
    const auto decoded = percent_decode(encoded, false);
    const bool is_text = is_utf8(input) && input.find('\0') == std::string_view::npos;
    LEDGER_ASSERT(decoded.has_value() == is_text);
    if (decoded) LEDGER_ASSERT(*decoded == input);
    for (const bool plus_is_space : {false, true})
        if (const auto text = percent_decode(input, plus_is_space))
            LEDGER_ASSERT(percent_decode(percent_encode(*text), plus_is_space) == *text);
}

void check_route(const Request& request, std::string_view raw_path) {
    static constexpr std::array<std::span<const Route>, 4> tables{
        maintenance::routes, outages::routes, sites::routes, sla::routes};
    static const Router router{tables};
    for (const Method method : {Method::get, Method::post, Method::put, Method::del}) {
        const auto match = router.match(method, raw_path);
        if (!match) continue;
        LEDGER_ASSERT(!router.allowed(raw_path).empty());
        for (const auto& [name, value] : match->values) LEDGER_ASSERT(is_utf8(value));
    }
    static_cast<void>(parse_query<NoParameters>(request));
    static_cast<void>(parse_query<outages::DeleteQuery>(request));
    static_cast<void>(parse_query<sla::ConfigsQuery>(request));
    static_cast<void>(parse_query<sites::ListQuery>(request));
    static_cast<void>(parse_query<maintenance::ListQuery>(request));
}

}  // namespace
}  // namespace ledger

void ledger::test::fuzz(std::string_view input) {
    check_percent_encoding(input);
    RequestHead head{.method = "GET",
                     .target = std::string{input},
                     .fields = {{"host", std::string{input}},
                                {"traceparent", std::string{input}},
                                {"x-min-position", std::string{input}}},
                     .content_length = {}};
    static_cast<void>(require_local(head));
    static_cast<void>(correlation_of(head, Uuid{}));
    auto request = read_request(head);
    if (!request) return;
    const auto parts = split_target(input);
    LEDGER_ASSERT(parts.has_value() && is_utf8(request->path));
    for (const auto& [name, value] : request->query) LEDGER_ASSERT(is_utf8(name) && is_utf8(value));
    check_route(*request, parts->path);
    static_cast<void>(take_min_position(*request, head));
}
