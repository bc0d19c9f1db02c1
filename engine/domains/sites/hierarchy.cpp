#include "engine/domains/sites/hierarchy.hpp"

namespace ledger::sites {
namespace {

struct PathAsked {
    SiteId site_id;

    static constexpr auto fields() {
        return std::tuple{
            Field{"site_id", &PathAsked::site_id, "The site."}.length(1, max_id_bytes)};
    }
};

struct PathFound {
    bool registered = false;
    std::vector<SiteId> path;

    static constexpr auto fields() {
        return std::tuple{
            Field{"registered", &PathFound::registered, "Whether the register has it."},
            Field{"path", &PathFound::path, "The site first, the top last."}.items(1, max_depth)};
    }
};

/// How many levels are below a child, before or after something happened to it; null: no child.
using ChildLevels = std::optional<std::uint32_t>;

/// Tells `parent`, and whoever above it becomes deeper or shallower by that.
Result<void> tell_above(Tx& tx, SiteId child, std::optional<SiteId> parent, ChildLevels before,
                        ChildLevels after) {
    while (parent && before != after) {
        TRY(branch, tx.load<Branch>(parent->value));
        const std::uint32_t levels_before = branch->levels();
        TRY(tx.append<Branch>(parent->value, BranchChanged{.site_id = *parent,
                                                           .child = child,
                                                           .levels_before = before,
                                                           .levels_after = after}));
        TRY(changed, tx.load<Branch>(parent->value));
        before = levels_before;
        after = changed->levels();
        child = *parent;
        TRY(site, tx.load<Site>(child.value));
        parent = site->details.parent_id;
    }
    return {};
}

}  // namespace

Result<Above> find_above(Tx& tx, const std::optional<SiteId>& parent_id) {
    using enum Above::Standing;
    Above above;
    std::optional<SiteId> next = parent_id;
    // The rules let no path become longer; that it ends does not rest on them.
    while (next && above.path.size() < max_depth) {
        TRY(site, tx.load<Site>(next->value));
        if (site->existence == Site::Existence::none) return Above{.standing = unknown};
        if (site->existence == Site::Existence::retired) return Above{.standing = retired};
        above.standing = registered;
        above.path.push_back(*next);
        next = site->details.parent_id;
    }
    return above;
}

Result<void> move_branch(Tx& tx, const SiteId& site, std::uint32_t levels,
                         const std::optional<SiteId>& from, const std::optional<SiteId>& to) {
    if (from == to) return {};
    TRY(tell_above(tx, site, from, levels, std::nullopt));
    return tell_above(tx, site, to, std::nullopt, levels);
}

Result<std::string> look_up_path(Tx& tx, std::string_view asked) {
    TRY(question, (json::parse_stored<PathAsked>(asked, json::Unknown::ignored)));
    PathFound found{.path = {question.site_id}};
    TRY(registrations, tx.last_given(site_counter));
    if (registrations == 0) return json::text_of(found);
    TRY(above, find_above(tx, question.site_id));
    if (above.standing == Above::Standing::registered)
        found = {.registered = true, .path = std::move(above.path)};
    return json::text_of(found);
}

}  // namespace ledger::sites
