#include "engine/domains/sites/commands.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/sites/hierarchy.hpp"
#include "engine/domains/sites/requests.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/kernel/query.hpp"

#include <algorithm>

namespace ledger::sites {
namespace {

constexpr std::string_view collection = "/api/v1/sites/";

template <Aggregate A>
Touch touch(const SiteId& id) {
    return {.stream_type = &aggregate_type<A>, .unique_space = {}, .value = id.value};
}

Result<Reply> reply_about(Tx& tx, const SiteId& id, int status, std::string message) {
    TRY(site, tx.load<Site>(id.value));
    const Details& details = site->details;
    Reply reply{.status = status,
                .body = json::text_of(SiteReply{.site_id = id,
                                                .site_name = details.site_name,
                                                .parent_id = details.parent_id,
                                                .region = details.region,
                                                .location = details.location,
                                                .message = std::move(message)})};
    TRY(etag, tx.etag<Site>(id.value));
    reply.headers.emplace_back("ETag", etag);
    return reply;
}

Result<Reply> answer_registration(Tx& tx, const SiteRegistered& facts) {
    TRY(is_new, register_site(tx, facts));
    TRY(reply, reply_about(tx, facts.site_id, is_new ? 201 : 200,
                           is_new ? "Site registered successfully" : "Site is registered already"));
    reply.headers.emplace_back("Location",
                               std::string{collection} + percent_encode(facts.site_id.value));
    return reply;
}

Result<Reply> change_site(Tx& tx, const SiteChanged& changes) {
    const std::string& id = changes.site_id.value;
    TRY(above, find_above(tx, changes.parent_id.value));
    TRY(branch, tx.load<Branch>(id));
    const std::uint32_t levels = branch->levels();
    TRY(site, tx.load<Site>(id));
    const std::optional<SiteId> from = site->details.parent_id;
    TRY(event,
        decide(*site, ChangeSite{.changes = changes, .above = std::move(above), .levels = levels}));
    if (event) {
        TRY(tx.append<Site>(id, *event));
        const std::optional<SiteId> to = changes.parent_id ? changes.parent_id.value : from;
        TRY(move_branch(tx, changes.site_id, levels, from, to));
    }
    return reply_about(tx, changes.site_id, 200, "Site updated successfully");
}

Result<Reply> retire_site(Tx& tx, const SiteId& id, const std::optional<std::string>& reason) {
    TRY(branch, tx.load<Branch>(id.value));
    const bool has_children = branch->has_children();
    TRY(site, tx.load<Site>(id.value));
    const std::optional<SiteId> parent = site->details.parent_id;
    TRY(event,
        decide(*site, RetireSite{.site_id = id, .reason = reason, .has_children = has_children}));
    if (event) {
        TRY(tx.append<Site>(id.value, *event));
        TRY(move_branch(tx, id, 0, parent, std::nullopt));
    }
    return Reply{.status = 204};
}

/// A command on `{id}` that minds `If-Match`.
template <class Handler>
Result<PreparedCommand> prepare_on_site(const Request& request, const Handler& handler) {
    std::optional<StreamVersion> expected;
    if (request.if_match) {
        TRY(version, parse_if_match(*request.if_match));
        expected = version;
    }
    const SiteId id{request.path_values.at("id")};
    if (id.value.size() > max_id_bytes)
        return fail(ErrorKind::not_found, "site.not_found", "no such site");
    return PreparedCommand{.handler = [id, expected, handler](Tx& tx) -> Result<Reply> {
                               TRY(site, tx.load<Site>(id.value));
                               const bool exists = site->existence != Site::Existence::none;
                               if (expected && exists)
                                   TRY(tx.expect_version<Site>(id.value, *expected));
                               return handler(tx, id);
                           },
                           .touches = {touch<Site>(id), touch<Branch>(id)}};
}

}  // namespace

std::vector<FieldError> complaints_about(const SiteId& id) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
    if (std::ranges::none_of(id.value, is_control)) return {};
    return {{"site_id", "characters", "site_id must not hold control characters", {}}};
}

Result<bool> register_site(Tx& tx, const SiteRegistered& facts) {
    const std::string& id = facts.site_id.value;
    TRY(above, find_above(tx, facts.parent_id));
    TRY(owner, tx.owner_of(site_id_space, id));
    if (!owner) tx.begin<Site>(id);  // Nobody claimed it, so there is nothing of it to be read.
    TRY(site, tx.load<Site>(id));
    TRY(event, decide(*site, RegisterSite{.facts = facts, .above = std::move(above)}));
    if (!event) return false;
    TRY(tx.next(site_counter));
    TRY(tx.claim(site_id_space, id, id));
    TRY(tx.append<Site>(id, *event));
    TRY(move_branch(tx, facts.site_id, 0, std::nullopt, facts.parent_id));
    return true;
}

Result<PreparedCommand> prepare_register(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<RegisterRequest>(request.body));
    std::vector<FieldError> complaints = complaints_about(asked.site_id);
    if (!complaints.empty()) return fail(invalid_fields(std::move(complaints)));
    const SiteRegistered facts{.site_id = asked.site_id,
                               .site_name = asked.site_name,
                               .parent_id = asked.parent_id,
                               .region = asked.region,
                               .location = asked.location};
    PreparedCommand command{.handler = [facts](Tx& tx) { return answer_registration(tx, facts); },
                            .touches = {{.stream_type = nullptr,
                                         .unique_space = std::string{site_id_space},
                                         .value = facts.site_id.value}}};
    if (facts.parent_id) {
        command.touches.push_back(touch<Site>(*facts.parent_id));
        command.touches.push_back(touch<Branch>(*facts.parent_id));
    }
    return command;
}

Result<PreparedCommand> prepare_change(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<ChangeRequest>(request.body));
    return prepare_on_site(request, [asked](Tx& tx, const SiteId& id) {
        return change_site(tx, {.site_id = id,
                                .site_name = asked.site_name,
                                .parent_id = asked.parent_id,
                                .region = asked.region,
                                .location = asked.location});
    });
}

Result<PreparedCommand> prepare_retire(const Request& request) {
    TRY(asked, parse_query<RetireQuery>(request));
    return prepare_on_site(
        request, [asked](Tx& tx, const SiteId& id) { return retire_site(tx, id, asked.reason); });
}

}  // namespace ledger::sites
