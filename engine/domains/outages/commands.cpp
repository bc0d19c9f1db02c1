#include "engine/domains/outages/commands.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::outages {
namespace {

constexpr std::string_view collection = "/api/v1/outages/";
constexpr std::string_view outage_counter = "outage";

Error no_such_outage() {
    return {.kind = ErrorKind::not_found, .code = "outage.not_found", .message = "no such outage"};
}

Error other_content(const OutageId& id) {
    Error error{.kind = ErrorKind::conflict,
                .code = "outage.external_id_taken",
                .message = "this external_id belongs to another outage"};
    error.facts.emplace_back("existing_id", id.value);
    return error;
}

Status status_to_set(AskedStatus asked) {
    switch (asked) {
        case AskedStatus::resolved: return Status::resolved;
        case AskedStatus::investigating: return Status::investigating;
        case AskedStatus::active:
        case AskedStatus::open: return Status::active;
    }
    return Status::active;
}

/// What a command on `{id}` will look at.
std::vector<Touch> touches_of(const std::string& id) {
    std::vector<Touch> touches;
    if (is_outage_id(id))
        touches.push_back(
            {.stream_type = &aggregate_type<Outage>, .unique_space = {}, .value = id});
    if (id.size() <= max_external_id_bytes)
        touches.push_back(
            {.stream_type = nullptr, .unique_space = std::string{external_id_space}, .value = id});
    return touches;
}

/// Ids that this server gave come first, then the client's own (ruling 4).
Result<OutageId> find_outage(Tx& tx, const std::string& id) {
    if (is_outage_id(id)) {
        TRY(outage, tx.load<Outage>(id));
        if (outage->existence == Outage::Existence::present) return OutageId{id};
    }
    if (id.size() <= max_external_id_bytes) {
        TRY(owner, tx.owner_of(external_id_space, id));
        if (owner) return OutageId{*owner};
    }
    return fail(no_such_outage());
}

template <class Body>
Result<Reply> reply_about(Tx& tx, const OutageId& id, int status, const Body& body) {
    TRY(etag, tx.etag<Outage>(id.value));
    Reply reply{.status = status, .body = json::text_of(body)};
    reply.headers.emplace_back("ETag", etag);
    return reply;
}

Result<Reply> creation_reply(Tx& tx, const OutageId& id, int status, std::string message) {
    TRY(outage, tx.load<Outage>(id.value));
    TRY(reply, (reply_about(tx, id, status,
                            CreateReply{.id = id,
                                        .site_name = outage->details.site_name.value_or(""),
                                        .status = outage->status,
                                        .detected_at = outage->detected_at,
                                        .message = std::move(message)})));
    reply.headers.emplace_back("Location", std::string{collection} + id.value);
    return reply;
}

OutageCreated facts_of(const CreateRequest& asked) {
    return {.outage = {},
            .external_id = asked.external_id ? asked.external_id : asked.id,
            .site_name = asked.site_name,
            .site_id = asked.site_id,
            .severity = asked.severity,
            .status = status_to_set(asked.status.value_or(AskedStatus::active)),
            .detected_at = asked.detected_at.value_or(Timestamp{}),
            .description = asked.description,
            .affected_services = asked.affected_services,
            .affected_subscribers = asked.affected_subscribers,
            .location = asked.location,
            .assigned_to = asked.assigned_to,
            .tags = asked.tags,
            .imported = false,
            .back_dating_reason = asked.back_dating_reason};
}

/// The same creation once more is answered, not repeated.
Result<Reply> answer_existing(Tx& tx, const OutageId& id, const CreateRequest& asked) {
    TRY(outage, tx.load<Outage>(id.value));
    const bool same = outage->existence == Outage::Existence::present &&
                      outage->content == content_of(facts_of(asked)) &&
                      asked.detected_at.value_or(outage->detected_at) == outage->detected_at;
    if (!same) return fail(other_content(id));
    return creation_reply(tx, id, 200, "Outage exists already");
}

Result<Reply> create(Tx& tx, const CreateRequest& asked) {
    OutageCreated facts = facts_of(asked);
    if (facts.external_id) {
        TRY(owner, tx.owner_of(external_id_space, *facts.external_id));
        if (owner) return answer_existing(tx, OutageId{*owner}, asked);
    }
    if (!asked.detected_at) {
        TRY(now, tx.now_as_fact());
        facts.detected_at = now;
    }
    TRY(id, record(tx, std::move(facts)));
    return creation_reply(tx, id, 201, "Outage created successfully");
}

OutageUpdated changes_in(const ChangeRequest& asked) {
    return {.outage = {},
            .site_name = asked.site_name,
            .site_id = asked.site_id,
            .description = asked.description,
            .affected_services = asked.affected_services,
            .affected_subscribers = asked.affected_subscribers,
            .location = asked.location,
            .root_cause = asked.root_cause,
            .resolution_notes = asked.resolution_notes,
            .tags = asked.tags};
}

Result<void> resolve(Tx& tx, const OutageId& id, const ChangeRequest& asked) {
    if (!asked.resolved_at) TRY(tx.now_as_fact());
    return execute(tx, id,
                   ResolveOutage{.resolved_at = asked.resolved_at,
                                 .mttr_minutes = asked.mttr_minutes,
                                 .root_cause = asked.root_cause,
                                 .resolution_notes = asked.resolution_notes,
                                 .now = tx.now()});
}

Result<void> reopen(Tx& tx, const OutageId& id, const ChangeRequest& asked) {
    if (!asked.reopened_at) TRY(tx.now_as_fact());
    return execute(tx, id,
                   ReopenOutage{.reopened_at = asked.reopened_at,
                                .reason = asked.reason.value_or(""),
                                .now = tx.now()});
}

Result<void> change_status(Tx& tx, const OutageId& id, Status was, const ChangeRequest& asked) {
    const Status to = status_to_set(*asked.status);
    if (to == Status::resolved) return resolve(tx, id, asked);
    if (was == Status::resolved && to == Status::active) return reopen(tx, id, asked);
    if (asked.reopened_at)
        return fail(impossible("reopened_at", "unused", "only a resolved outage can be reopened"));
    return execute(tx, id, ChangeStatus{to});
}

/// Fields, severity, assignment, status, in this order (ruling 55).
Result<Reply> change(Tx& tx, const OutageId& id, const ChangeRequest& asked) {
    TRY(before, tx.load<Outage>(id.value));
    const Status was = before->status;
    OutageUpdated changes = changes_in(asked);
    if (was != Status::resolved && asked.status == AskedStatus::resolved) {
        // They become part of the resolution, which says them once.
        changes.root_cause.reset();
        changes.resolution_notes.reset();
    }
    TRY(execute(tx, id, UpdateOutage{std::move(changes)}));
    if (asked.severity) TRY(execute(tx, id, ChangeSeverity{*asked.severity, asked.reason}));
    if (asked.assigned_to.present) TRY(execute(tx, id, AssignOutage{asked.assigned_to.value}));
    if (asked.status) TRY(change_status(tx, id, was, asked));
    TRY(after, tx.load<Outage>(id.value));
    const Status is = after->status;
    return reply_about(
        tx, id, 200,
        ChangeReply{.id = id,
                    .status = is,
                    .message = "Outage updated successfully",
                    .sla_triggered = was != Status::resolved && is == Status::resolved});
}

/// Members that mean nothing without the status that they belong to.
Result<void> check_company(const ChangeRequest& asked) {
    const auto alone = [](std::string_view field, std::string_view status) {
        return fail(impossible(field, "unused",
                               std::string{field} + " goes with status " + std::string{status}));
    };
    const bool resolves = asked.status == AskedStatus::resolved;
    const bool activates = asked.status == AskedStatus::active || asked.status == AskedStatus::open;
    if (asked.resolved_at && !resolves) return alone("resolved_at", "resolved");
    if (asked.mttr_minutes && !resolves) return alone("mttr_minutes", "resolved");
    if (asked.reopened_at && !activates) return alone("reopened_at", "active");
    return {};
}

/// The version that `If-Match` asks for, if any.
Result<std::optional<StreamVersion>> expected_version(const Request& request) {
    if (!request.if_match) return std::optional<StreamVersion>{};
    return parse_if_match(*request.if_match);
}

Result<OutageId> find_expected(Tx& tx, const std::string& path_id,
                               std::optional<StreamVersion> expected) {
    TRY(id, find_outage(tx, path_id));
    TRY(outage, tx.load<Outage>(id.value));
    if (outage->existence != Outage::Existence::present) return fail(no_such_outage());
    if (expected) TRY(tx.expect_version<Outage>(id.value, *expected));
    return id;
}

}  // namespace

Result<PreparedCommand> prepare_create(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<CreateRequest>(request.body));
    if (asked.id && asked.external_id && asked.id != asked.external_id)
        return fail(impossible("id", "contradiction",
                               "id and external_id are two names for one thing, and differ"));
    PreparedCommand command;
    if (const auto external_id = facts_of(asked).external_id)
        command.touches.push_back({.stream_type = nullptr,
                                   .unique_space = std::string{external_id_space},
                                   .value = *external_id});
    command.handler = [asked = std::move(asked)](Tx& tx) { return create(tx, asked); };
    return command;
}

Result<PreparedCommand> prepare_change(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<ChangeRequest>(request.body));
    TRY(check_company(asked));
    TRY(expected, expected_version(request));
    const std::string& path_id = request.path_values.at("id");
    return PreparedCommand{
        .handler = [path_id, expected, asked = std::move(asked)](Tx& tx) -> Result<Reply> {
            TRY(id, find_expected(tx, path_id, expected));
            return change(tx, id, asked);
        },
        .touches = touches_of(path_id)};
}

Result<PreparedCommand> prepare_delete(const Request& request) {
    TRY(asked, parse_query<DeleteQuery>(request));
    TRY(expected, expected_version(request));
    const std::string& path_id = request.path_values.at("id");
    return PreparedCommand{
        .handler = [path_id, expected, asked = std::move(asked)](Tx& tx) -> Result<Reply> {
            TRY(id, find_expected(tx, path_id, expected));
            TRY(execute(tx, id, DeleteOutage{asked.reason}));
            return Reply{.status = 204};
        },
        .touches = touches_of(path_id)};
}

Result<void> execute(Tx& tx, const OutageId& id, const Command& command) {
    TRY(outage, tx.load<Outage>(id.value));
    TRY(events, decide(*outage, command));
    for (const Event& event : events) TRY(tx.append<Outage>(id.value, event));
    return {};
}

Result<OutageId> record(Tx& tx, OutageCreated facts) {
    TRY(number, tx.next(outage_counter));
    OutageId id = outage_id(number);
    tx.begin<Outage>(id.value);
    facts.outage = id;
    const std::optional<std::string> external_id = facts.external_id;
    TRY(execute(tx, id, CreateOutage{.facts = std::move(facts), .now = tx.now()}));
    if (external_id) TRY(tx.claim(external_id_space, *external_id, id.value));
    return id;
}

}  // namespace ledger::outages
