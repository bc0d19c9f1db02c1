// What clients send and get: bodies, queries and replies of the site routes.
#pragma once

#include "engine/domains/sites/site.hpp"
#include "engine/kernel/paging.hpp"

namespace ledger::sites {

/// POST /api/v1/sites.
struct RegisterRequest {
    SiteId site_id;
    std::string site_name;
    std::optional<SiteId> parent_id;
    std::optional<std::string> region;
    std::optional<Location> location;

    static constexpr auto fields() {
        using R = RegisterRequest;
        return std::tuple{
            Field{"site_id", &R::site_id, "Your own number for it, unique."}.length(1,
                                                                                    max_id_bytes),
            Field{"site_name", &R::site_name, "What people call it."}.length(1, max_name_bytes),
            Field{"parent_id", &R::parent_id, "The site that it belongs to."}.length(1,
                                                                                     max_id_bytes),
            Field{"region", &R::region, "The region, state or district."}.length(1,
                                                                                 max_region_bytes),
            Field{"location", &R::location, "Where on earth."}};
    }
};

/// PUT /api/v1/sites/{id}: what is absent stays as it is.
struct ChangeRequest {
    std::optional<std::string> site_name;
    Patch<SiteId> parent_id;
    Patch<std::string> region;
    Patch<Location> location;

    static constexpr auto fields() {
        using R = ChangeRequest;
        return std::tuple{
            Field{"site_name", &R::site_name, "What people call it."}.length(1, max_name_bytes),
            Field{"parent_id", &R::parent_id, "The site that it belongs to; null: none."}.length(
                1, max_id_bytes),
            Field{"region", &R::region, "The region, state or district; null: none."}.length(
                1, max_region_bytes),
            Field{"location", &R::location, "Where on earth; null: not known."}};
    }
};

/// The query of DELETE /api/v1/sites/{id}.
struct RetireQuery {
    std::optional<std::string> reason;

    static constexpr auto fields() {
        return std::tuple{
            Field{"reason", &RetireQuery::reason, "Why."}.length(1, max_reason_bytes)};
    }
};

/// The query of GET /api/v1/sites.
struct ListQuery : PageQuery {
    std::optional<SiteId> parent_id;
    std::optional<std::string> region;
    std::optional<std::string> q;

    static constexpr auto fields() {
        using Q = ListQuery;
        return std::tuple_cat(
            std::tuple{Field{"parent_id", &Q::parent_id, "The site that they belong to."}.length(
                           1, max_id_bytes),
                       Field{"region", &Q::region, "Their region."}.length(1, max_region_bytes),
                       Field{"q", &Q::q, "How name or id begins; A and a are one."}.length(
                           1, max_name_bytes)},
            PageQuery::fields());
    }
};

/// The answer to a registration or a change.
struct SiteReply {
    SiteId site_id;
    std::string site_name;
    std::optional<SiteId> parent_id;
    std::optional<std::string> region;
    std::optional<Location> location;
    std::string message;

    static constexpr auto fields() {
        using R = SiteReply;
        return std::tuple{Field{"site_id", &R::site_id, "The site."},
                          Field{"site_name", &R::site_name, "What people call it."},
                          Field{"parent_id", &R::parent_id, "The site that it belongs to."},
                          Field{"region", &R::region, "The region, state or district."},
                          Field{"location", &R::location, "Where on earth."},
                          Field{"message", &R::message, "For people."}};
    }
};

/// A site in a list.
struct SiteItem {
    SiteId site_id;
    std::string site_name;
    std::optional<SiteId> parent_id;
    std::optional<std::string> region;
    std::optional<Location> location;
    std::uint64_t children = 0;

    static constexpr auto fields() {
        using I = SiteItem;
        return std::tuple{Field{"site_id", &I::site_id, "The site."},
                          Field{"site_name", &I::site_name, "What people call it."},
                          Field{"parent_id", &I::parent_id, "The site that it belongs to."},
                          Field{"region", &I::region, "The region, state or district."},
                          Field{"location", &I::location, "Where on earth."},
                          Field{"children", &I::children, "How many sites belong to it."}};
    }
};

/// One step of the way up.
struct Ancestor {
    SiteId site_id;
    std::string site_name;

    static constexpr auto fields() {
        return std::tuple{Field{"site_id", &Ancestor::site_id, "The site."},
                          Field{"site_name", &Ancestor::site_name, "What people call it."}};
    }
};

/// GET /api/v1/sites/{id}.
struct SiteDetail : SiteItem {
    bool retired = false;
    std::vector<Ancestor> path;

    static constexpr auto fields() {
        using D = SiteDetail;
        return std::tuple_cat(
            SiteItem::fields(),
            std::tuple{
                Field{"retired", &D::retired, "Whether it is out of use."},
                Field{"path", &D::path, "Its parent first, the top last."}.items(0, max_depth)});
    }
};

struct SitesByOffset : PageByOffset {
    std::vector<SiteItem> sites;
    static constexpr auto list = &SitesByOffset::sites;

    static constexpr auto fields() {
        return std::tuple_cat(
            PageByOffset::fields(),
            std::tuple{Field{"sites", &SitesByOffset::sites, "Sorted by id."}.items(0, max_limit)});
    }
};

struct SitesByNumber : PageByNumber {
    std::vector<SiteItem> items;
    static constexpr auto list = &SitesByNumber::items;

    static constexpr auto fields() {
        return std::tuple_cat(
            PageByNumber::fields(),
            std::tuple{Field{"items", &SitesByNumber::items, "Sorted by id."}.items(0, max_limit)});
    }
};

}  // namespace ledger::sites
