// What may be asked of the list of outages, as parameters of its routes.
#pragma once

#include "engine/domains/outages/outage.hpp"
#include "engine/domains/outages/paging.hpp"

#include <optional>
#include <string>
#include <tuple>

namespace ledger::outages {

enum class SortField { detected_at, site_name, severity, status, id };
enum class SortDirection { asc, desc };
enum class ExportFormat { csv, json, ndjson };

inline constexpr std::size_t max_cursor_bytes = 600;
inline constexpr std::size_t max_search_bytes = 255;

/// Which outages, and in which order. All that is given must hold.
struct ListFilter {
    std::optional<AskedStatus> status;
    std::optional<Severity> severity;
    std::optional<Timestamp> start_date;
    std::optional<Timestamp> end_date;
    std::optional<std::string> site_name;
    std::optional<std::string> site_id;
    std::optional<std::string> site;
    std::optional<std::string> region;
    std::optional<std::string> assigned_to;
    std::optional<std::string> tag;
    std::optional<std::string> external_id;
    std::optional<std::string> search;
    std::optional<std::string> q;
    bool include_deleted = false;
    std::optional<SortField> sort_by;
    std::optional<SortField> sort_field;
    std::optional<SortDirection> sort_direction;
    std::optional<SortDirection> sort_order;

    static constexpr auto fields() {
        using F = ListFilter;
        return std::tuple{
            Field{"status", &F::status, "`open` is active and investigating."},
            Field{"severity", &F::severity, "One of them."},
            Field{"start_date", &F::start_date, "Detected then or later."},
            Field{"end_date", &F::end_date, "Detected then or earlier."},
            Field{"site_name", &F::site_name, "The site's name, or how it begins."}.length(
                1, max_site_name_bytes),
            Field{"site_id", &F::site_id, "The site's number."}.length(1, max_site_id_bytes),
            Field{"site", &F::site, "The site, or one that it belonged to when it was recorded."}
                .length(1, max_site_id_bytes),
            Field{"region", &F::region, "As `site`: the two may be given together."}.length(
                1, max_site_id_bytes),
            Field{"assigned_to", &F::assigned_to, "Who sees to it."}.length(1, max_user_bytes),
            Field{"tag", &F::tag, "One of its tags."}.length(1, max_tag_bytes),
            Field{"external_id", &F::external_id, "The client's own number."}.length(
                1, max_external_id_bytes),
            Field{"search", &F::search,
                  "Words, each of which must begin a word of its ids, site, description, services "
                  "or tags."}
                .length(1, max_search_bytes),
            Field{"q", &F::q, "Another name for `search`."}.length(1, max_search_bytes),
            Field{"include_deleted", &F::include_deleted, "Also those that were struck out."}
                .or_default(),
            Field{"sort_by", &F::sort_by, "`detected_at` unless given; then by id."},
            Field{"sort_field", &F::sort_field, "Another name for `sort_by`."},
            Field{"sort_direction", &F::sort_direction, "`desc` unless given."},
            Field{"sort_order", &F::sort_order, "Another name for `sort_direction`."}};
    }
};

/// GET /api/v1/outages.
struct ListQuery : ListFilter {
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> offset;
    std::optional<std::int64_t> page;
    std::optional<std::int64_t> page_size;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        using Q = ListQuery;
        return std::tuple_cat(
            ListFilter::fields(),
            std::tuple{
                Field{"limit", &Q::limit, "How many."}.range(1, max_limit),
                Field{"offset", &Q::offset, "How many to pass over."}.range(0, max_offset),
                Field{"page", &Q::page, "1 is the first; the reply then names its list `items`."}
                    .range(1, max_offset),
                Field{"page_size", &Q::page_size, "With `page`: how many."}.range(1, max_limit),
                Field{"cursor", &Q::cursor, "`next_cursor` of the page before."}.length(
                    1, max_cursor_bytes)});
    }
};

/// GET /api/v1/outages/export.
struct ExportQuery : ListFilter {
    ExportFormat format = ExportFormat::csv;

    static constexpr auto fields() {
        return std::tuple_cat(
            ListFilter::fields(),
            std::tuple{Field{"format", &ExportQuery::format, "`csv` unless given."}.or_default()});
    }
};

/// Names that stand for one thing and are both given; a search without a word.
std::vector<FieldError> contradictions(const ListFilter& filter);

}  // namespace ledger::outages

namespace ledger {

template <>
inline constexpr std::array enum_names<outages::SortField>{
    EnumName{outages::SortField::detected_at, "detected_at"},
    EnumName{outages::SortField::site_name, "site_name"},
    EnumName{outages::SortField::severity, "severity"},
    EnumName{outages::SortField::status, "status"}, EnumName{outages::SortField::id, "id"}};

template <>
inline constexpr std::array enum_names<outages::SortDirection>{
    EnumName{outages::SortDirection::asc, "asc"}, EnumName{outages::SortDirection::desc, "desc"}};

template <>
inline constexpr std::array enum_names<outages::ExportFormat>{
    EnumName{outages::ExportFormat::csv, "csv"}, EnumName{outages::ExportFormat::json, "json"},
    EnumName{outages::ExportFormat::ndjson, "ndjson"}};

}  // namespace ledger
