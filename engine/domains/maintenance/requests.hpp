// What clients send and get: bodies, queries and replies of the maintenance routes.
#pragma once

#include "engine/domains/maintenance/window.hpp"
#include "engine/kernel/paging.hpp"

namespace ledger::maintenance {

/// POST /api/v1/maintenance/windows.
struct PlanRequest {
    SiteId site_id;
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        using R = PlanRequest;
        return std::tuple{
            Field{"site_id", &R::site_id, "The site; all sites below it are meant, too."}.length(
                1, max_site_id_bytes),
            Field{"from", &R::from, "When it begins: in the future."},
            Field{"to", &R::to, "When it is over, at most 30 days later."},
            Field{"reason", &R::reason, "What is done."}.length(1, max_reason_bytes)};
    }
};

/// PUT /api/v1/maintenance/windows/{id}: what is absent or null stays as it is.
struct ChangeRequest {
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using R = ChangeRequest;
        return std::tuple{Field{"from", &R::from, "When it begins: in the future."},
                          Field{"to", &R::to, "When it is over, at most 30 days later."},
                          Field{"reason", &R::reason, "What is done."}.length(1, max_reason_bytes)};
    }
};

/// The query of DELETE /api/v1/maintenance/windows/{id}.
struct CancelQuery {
    std::optional<std::string> reason;

    static constexpr auto fields() {
        return std::tuple{
            Field{"reason", &CancelQuery::reason, "Why."}.length(1, max_reason_bytes)};
    }
};

/// The query of GET /api/v1/maintenance/windows.
struct ListQuery : PageQuery {
    std::optional<SiteId> site_id;
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::optional<State> state;

    static constexpr auto fields() {
        using Q = ListQuery;
        return std::tuple_cat(
            std::tuple{Field{"site_id", &Q::site_id, "Planned for this site itself."}.length(
                           1, max_site_id_bytes),
                       Field{"from", &Q::from, "Those that are not over by then."},
                       Field{"to", &Q::to, "Those that begin then or earlier."},
                       Field{"state", &Q::state, "How they stand now."}},
            PageQuery::fields());
    }
};

/// A window as it stands at the time of reading.
struct WindowReply {
    WindowId id;
    SiteId site_id;
    Timestamp from{};
    Timestamp to{};
    std::string reason;
    State state = State::planned;
    std::optional<std::string> cancel_reason;

    static constexpr auto fields() {
        using R = WindowReply;
        return std::tuple{
            Field{"id", &R::id, "Given by the server."},
            Field{"site_id", &R::site_id, "The site."},
            Field{"from", &R::from, "The first instant that does not count."},
            Field{"to", &R::to, "The first instant that counts again."},
            Field{"reason", &R::reason, "What is done."},
            Field{"state", &R::state, "How it stands now."},
            Field{"cancel_reason", &R::cancel_reason, "Why it was given up, if that was said."}};
    }
};

struct WindowsByOffset : PageByOffset {
    std::vector<WindowReply> windows;
    static constexpr auto list = &WindowsByOffset::windows;

    static constexpr auto fields() {
        return std::tuple_cat(
            PageByOffset::fields(),
            std::tuple{
                Field{"windows", &WindowsByOffset::windows, "As they begin."}.items(0, max_limit)});
    }
};

struct WindowsByNumber : PageByNumber {
    std::vector<WindowReply> items;
    static constexpr auto list = &WindowsByNumber::items;

    static constexpr auto fields() {
        return std::tuple_cat(
            PageByNumber::fields(),
            std::tuple{
                Field{"items", &WindowsByNumber::items, "As they begin."}.items(0, max_limit)});
    }
};

}  // namespace ledger::maintenance
