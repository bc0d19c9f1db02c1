#include "engine/domains/outages/commands.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/outages/dedup_key.hpp"
#include "engine/domains/outages/named_outage.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/domains/outages/settings.hpp"
#include "engine/domains/outages/surroundings.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::outages {
namespace {

constexpr std::string_view collection = "/api/v1/outages/";
constexpr std::string_view outage_counter = "outage";

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
        case AskedStatus::closed: return Status::closed;
        case AskedStatus::active:
        case AskedStatus::open: return Status::active;
    }
    return Status::active;
}

Result<Reply> creation_reply(Tx& tx, const OutageId& id, int status, std::string message) {
    TRY(outage, tx.load<Outage>(id.value));
    const CreateReply body{.id = id,
                           .site_name = outage->details.site_name.value_or(""),
                           .status = outage->status,
                           .detected_at = outage->detected_at,
                           .message = std::move(message)};
    TRY(reply, reply_about(tx, id, status, json::text_of(body)));
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
            .back_dating_reason = asked.back_dating_reason,
            .dedup_key = asked.dedup_key,
            .sites = {},
            .related_to = asked.related_to};
}

/// The same creation once more is answered, not repeated.
Result<Reply> answer_existing(Tx& tx, const OutageId& id, const CreateRequest& asked,
                              const OutageCreated& facts) {
    TRY(outage, tx.load<Outage>(id.value));
    const Timestamp first = outage->first_detected_at;
    const bool same = outage->is_there() && outage->content == content_of(facts) &&
                      asked.detected_at.value_or(first) == first;
    if (!same) return fail(other_content(id));
    return creation_reply(tx, id, 200, "Outage exists already");
}

/// The server's id of the outage that a creation says it is related to.
Result<std::optional<std::string>> related_id(Tx& tx, const std::optional<std::string>& asked) {
    if (!asked) return std::optional<std::string>{};
    TRY(other, find_related(tx, "related_to", *asked));
    return std::optional{other.value};
}

Result<Reply> create(Tx& tx, const CreateRequest& asked) {
    OutageCreated facts = facts_of(asked);
    TRY(related, related_id(tx, asked.related_to));
    facts.related_to = std::move(related);
    if (facts.external_id) {
        TRY(owner, tx.owner_of(external_id_space, *facts.external_id));
        if (owner) return answer_existing(tx, OutageId{*owner}, asked, facts);
    }
    if (facts.dedup_key) {
        TRY(open, open_holder(tx, *facts.dedup_key));
        if (open) return creation_reply(tx, *open, 200, "Outage is open already");
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
            .tags = asked.tags,
            .sites = {}};
}

Result<void> resolve(Tx& tx, const OutageId& id, const ChangeRequest& asked) {
    if (!asked.resolved_at) TRY(tx.now_as_fact());
    return execute(tx, id,
                   ResolveOutage{.resolved_at = asked.resolved_at,
                                 .mttr_minutes = asked.mttr_minutes,
                                 .root_cause = asked.root_cause,
                                 .resolution_notes = asked.resolution_notes,
                                 .planned = {},
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
    if (to == Status::closed) return execute(tx, id, CloseOutage{asked.reason});
    if (!is_open(was) && to == Status::active) return reopen(tx, id, asked);
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
    return change_reply(tx, id, "Outage updated successfully", was);
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

/// What is to be known beside the outage itself, so that the rules stay pure.
Result<void> inform(Tx& tx, const Outage&, CreateOutage& command) {
    if (!command.facts.site_id) return {};
    TRY(sites, look_up_sites(tx, *command.facts.site_id));
    command.facts.sites = std::move(sites);
    return {};
}

Result<void> inform(Tx& tx, const Outage& outage, UpdateOutage& command) {
    OutageUpdated& changes = command.changes;
    if (!changes.site_id || changes.site_id == outage.details.site_id) return {};
    TRY(sites, look_up_sites(tx, *changes.site_id));
    changes.sites = std::move(sites);
    return {};
}

Result<void> inform(Tx& tx, const Outage& outage, ResolveOutage& command) {
    if (!outage.is_open()) return {};
    TRY(planned, look_up_windows(tx, outage.sites(),
                                 {outage.detected_at, command.resolved_at.value_or(command.now)}));
    command.planned = std::move(planned);
    return {};
}

Result<void> inform(Tx& tx, const Outage& outage, CorrectOutage& command) {
    if (outage.status != Status::resolved) return {};
    TRY(planned, look_up_windows(tx, outage.sites(),
                                 {command.detected_at.value_or(outage.detected_at),
                                  command.resolved_at.value_or(outage.resolved_at)}));
    command.planned = std::move(planned);
    return {};
}

Result<void> inform(Tx& tx, const Outage&, AcknowledgeOutage& command) {
    TRY(settings, tx.load<Settings>(settings_id));
    command.note_required = settings->acknowledge_note == Needed::required;
    return {};
}

Result<void> inform(Tx&, const Outage&, const auto&) { return {}; }

bool may_open(const Command& command) {
    return std::holds_alternative<CreateOutage>(command) ||
           std::holds_alternative<ReopenOutage>(command) ||
           std::holds_alternative<RestoreOutage>(command);
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
    if (asked.dedup_key)
        command.touches.push_back({.stream_type = nullptr,
                                   .unique_space = std::string{dedup_key_space},
                                   .value = *asked.dedup_key});
    command.handler = [asked = std::move(asked)](Tx& tx) { return create(tx, asked); };
    return command;
}

Result<PreparedCommand> prepare_change(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<ChangeRequest>(request.body));
    TRY(check_company(asked));
    return on_outage(request, [asked = std::move(asked)](Tx& tx, const OutageId& id) {
        return change(tx, id, asked);
    });
}

Result<PreparedCommand> prepare_delete(const Request& request) {
    TRY(asked, parse_query<DeleteQuery>(request));
    return on_outage(request,
                     [asked = std::move(asked)](Tx& tx, const OutageId& id) -> Result<Reply> {
                         TRY(execute(tx, id, DeleteOutage{asked.reason}));
                         return Reply{.status = 204};
                     });
}

Result<Reply> change_reply(Tx& tx, const OutageId& id, std::string message,
                           std::optional<Status> was) {
    TRY(outage, tx.load<Outage>(id.value));
    const bool resolves = was && *was != Status::resolved && outage->status == Status::resolved;
    const ChangeReply body{.id = id,
                           .status = outage->status,
                           .message = std::move(message),
                           .sla_triggered = resolves};
    return reply_about(tx, id, 200, json::text_of(body));
}

Result<void> execute(Tx& tx, const OutageId& id, Command command) {
    TRY(outage, tx.load<Outage>(id.value));
    TRY(std::visit([&](auto& asked) { return inform(tx, *outage, asked); }, command));
    TRY(events, decide(*outage, command));
    for (const Event& event : events) TRY(tx.append<Outage>(id.value, event));
    if (!events.empty() && may_open(command)) return hold_dedup_key(tx, id);
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
