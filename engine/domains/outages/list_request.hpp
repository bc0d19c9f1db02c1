// What may be asked of the list of outages.
#pragma once

#include "engine/domains/outages/paging.hpp"

#include <optional>
#include <string>

namespace ledger::outages {

inline constexpr std::size_t max_cursor_bytes = 200;

/// The query of GET /api/v1/outages.
struct ListQuery {
    std::optional<AskedStatus> status;
    std::optional<Severity> severity;
    std::optional<Timestamp> start_date;
    std::optional<Timestamp> end_date;
    std::optional<std::string> site_name;
    std::optional<std::string> site_id;
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> offset;
    std::optional<std::int64_t> page;
    std::optional<std::int64_t> page_size;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        using Q = ListQuery;
        return std::tuple{
            Field{"status", &Q::status, "`open` is active and investigating."},
            Field{"severity", &Q::severity, "One of them."},
            Field{"start_date", &Q::start_date, "Detected then or later."},
            Field{"end_date", &Q::end_date, "Detected then or earlier."},
            Field{"site_name", &Q::site_name, "The site's name, or how it begins."}.length(
                1, max_site_name_bytes),
            Field{"site_id", &Q::site_id, "The site's number."}.length(1, max_site_id_bytes),
            Field{"limit", &Q::limit, "How many."}.range(1, max_limit),
            Field{"offset", &Q::offset, "How many to pass over."}.range(0, max_offset),
            Field{"page", &Q::page, "1 is the first; the reply then names its list `items`."}.range(
                1, max_offset),
            Field{"page_size", &Q::page_size, "With `page`: how many."}.range(1, max_limit),
            Field{"cursor", &Q::cursor, "`next_cursor` of the page before."}.length(
                1, max_cursor_bytes)};
    }
};

}  // namespace ledger::outages
