// Pages of a list: what may be asked for, and what stands beside the items.
#pragma once

#include "engine/domains/outages/shown.hpp"
#include "engine/kernel/paging.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

/// The reply of a list asked for by `limit` and `offset`, or by `cursor`.
struct OutagesByOffset : PageByOffset {
    std::vector<json::Raw> outages;

    static constexpr auto fields() {
        return std::tuple_cat(
            PageByOffset::fields(),
            std::tuple{Field{"outages", &OutagesByOffset::outages, "Newest first."}
                           .items(0, max_limit)
                           .holding<std::vector<OutageItem>>()});
    }
};

/// The reply of a list asked for by `page`.
struct OutagesByPage : PageByNumber {
    std::vector<json::Raw> items;

    static constexpr auto fields() {
        return std::tuple_cat(PageByNumber::fields(),
                              std::tuple{Field{"items", &OutagesByPage::items, "Newest first."}
                                             .items(0, max_limit)
                                             .holding<std::vector<OutageItem>>()});
    }
};

/// The query of a timeline.
struct TimelineQuery {
    std::int64_t limit = default_limit;
    std::int64_t offset = 0;

    static constexpr auto fields() {
        using Q = TimelineQuery;
        return std::tuple{Field{"limit", &Q::limit, "How many."}.range(1, max_limit).or_default(),
                          Field{"offset", &Q::offset, "How many to pass over."}
                              .range(0, max_offset)
                              .or_default()};
    }
};

/// The reply of a timeline.
struct TimelinePage {
    std::string outage_id;
    std::int64_t total = 0;
    std::int64_t limit = 0;
    std::int64_t offset = 0;
    bool has_next = false;
    bool has_previous = false;
    std::optional<std::int64_t> next_offset;
    std::optional<std::int64_t> previous_offset;
    std::vector<json::Raw> timeline;

    static constexpr auto fields() {
        using R = TimelinePage;
        return std::tuple{Field{"outage_id", &R::outage_id, "The outage."},
                          Field{"total", &R::total, "How many entries there are."},
                          Field{"limit", &R::limit, "How many a page has at most."},
                          Field{"offset", &R::offset, "How many come before."},
                          Field{"has_next", &R::has_next, "Whether more follow."},
                          Field{"has_previous", &R::has_previous, "Whether some come before."},
                          Field{"next_offset", &R::next_offset, "Null when none."},
                          Field{"previous_offset", &R::previous_offset, "Null when none."},
                          Field{"timeline", &R::timeline, "Oldest first."}
                              .items(0, max_limit)
                              .holding<std::vector<TimelineEntry>>()};
    }
};

}  // namespace ledger::outages
