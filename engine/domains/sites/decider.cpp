#include "engine/domains/sites/decider.hpp"

#include <algorithm>

namespace ledger::sites {
namespace {

using Happens = std::optional<Event>;

Error not_found() {
    return {.kind = ErrorKind::not_found, .code = "site.not_found", .message = "no such site"};
}

Error retired() {
    return {.kind = ErrorKind::conflict,
            .code = "site.retired",
            .message = "this site was retired; its id stays taken"};
}

Error already_registered() {
    return {.kind = ErrorKind::conflict,
            .code = "site.already_registered",
            .message = "this site is registered with other content: change it instead"};
}

Error has_children() {
    return {.kind = ErrorKind::conflict,
            .code = "site.has_children",
            .message = "this site has children: retire them or move them away first"};
}

/// Whether a site with `levels` below it may hang there.
Result<void> check_parent(const SiteId& site, const Above& above, std::uint32_t levels) {
    const auto refuse = [](std::string_view rule, std::string message) {
        return fail(impossible("parent_id", rule, std::move(message)));
    };
    switch (above.standing) {
        case Above::Standing::unknown: return refuse("unknown", "parent_id names no site");
        case Above::Standing::retired:
            return refuse("retired", "parent_id names a site that was retired");
        case Above::Standing::top_level:
        case Above::Standing::registered: break;
    }
    if (std::ranges::find(above.path, site) != above.path.end())
        return refuse("cycle", "parent_id names the site itself or one below it");
    if (above.path.size() + 1 + levels > max_depth)
        return refuse(
            "depth", "the hierarchy would be deeper than " + std::to_string(max_depth) + " levels");
    return {};
}

Details details_of(const SiteRegistered& facts) {
    return {.site_name = facts.site_name,
            .parent_id = facts.parent_id,
            .region = facts.region,
            .location = facts.location};
}

/// `patch` keeps what is asked for only where it differs from what is.
template <class Member>
bool keep_change(Patch<Member>& patch, const std::optional<Member>& present) {
    if (patch.value == present) patch = {};
    return patch.present;
}

template <class Member>
void apply(std::optional<Member>& known, const Patch<Member>& patch) {
    if (patch) known = patch.value;
}

// One overload per command: a command without a rule does not compile.

Result<Happens> rule(const Site& site, const RegisterSite& command) {
    if (site.existence == Site::Existence::retired) return fail(retired());
    if (site.existence == Site::Existence::registered) {
        const Details asked = details_of(command.facts);
        if (asked != site.details && asked != site.as_registered) return fail(already_registered());
        return Happens{};
    }
    if (command.facts.parent_id == command.facts.site_id)
        return fail(impossible("parent_id", "cycle", "a site cannot be its own parent"));
    TRY(check_parent(command.facts.site_id, command.above, 0));
    return Happens{command.facts};
}

Result<Happens> rule(const Site& site, const ChangeSite& command) {
    if (site.existence == Site::Existence::none) return fail(not_found());
    if (site.existence == Site::Existence::retired) return fail(retired());
    SiteChanged changes = command.changes;
    if (changes.site_name == site.details.site_name) changes.site_name.reset();
    bool any = changes.site_name.has_value();
    const bool moves = keep_change(changes.parent_id, site.details.parent_id);
    any |= moves;
    any |= keep_change(changes.region, site.details.region);
    any |= keep_change(changes.location, site.details.location);
    if (moves) TRY(check_parent(changes.site_id, command.above, command.levels));
    return any ? Happens{changes} : Happens{};
}

Result<Happens> rule(const Site& site, const RetireSite& command) {
    if (site.existence == Site::Existence::none) return fail(not_found());
    if (site.existence == Site::Existence::retired) return Happens{};
    if (command.has_children) return fail(has_children());
    return Happens{SiteRetired{.site_id = command.site_id, .reason = command.reason}};
}

// One overload per event, likewise.

Site after(Site site, const SiteRegistered& event) {
    site.existence = Site::Existence::registered;
    site.details = details_of(event);
    site.as_registered = site.details;
    return site;
}

Site after(Site site, const SiteChanged& event) {
    if (event.site_name) site.details.site_name = *event.site_name;
    apply(site.details.parent_id, event.parent_id);
    apply(site.details.region, event.region);
    apply(site.details.location, event.location);
    return site;
}

Site after(Site site, const SiteRetired&) {
    site.existence = Site::Existence::retired;
    return site;
}

}  // namespace

bool Branch::has_children() const {
    return std::ranges::any_of(children_by_levels, [](std::uint32_t count) { return count > 0; });
}

std::uint32_t Branch::levels() const {
    for (std::uint32_t below = max_depth; below > 0; --below)
        if (children_by_levels[below - 1] > 0) return below;
    return 0;
}

Result<std::optional<Event>> decide(const Site& site, const Command& command) {
    return std::visit([&](const auto& asked) { return rule(site, asked); }, command);
}

Site evolve(Site site, const Event& event) {
    return std::visit([&](const auto& fact) { return after(std::move(site), fact); }, event);
}

Branch evolve(Branch branch, const BranchEvent& event) {
    const auto& changed = std::get<BranchChanged>(event);
    auto& counts = branch.children_by_levels;
    const auto before = changed.levels_before;
    const auto after = changed.levels_after;
    if (before && *before < counts.size() && counts[*before] > 0) --counts[*before];
    if (after && *after < counts.size()) ++counts[*after];
    return branch;
}

}  // namespace ledger::sites
