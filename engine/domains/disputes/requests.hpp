// What the routes of disputes read and answer.
#pragma once

#include "engine/domains/disputes/decider.hpp"
#include "engine/kernel/paging.hpp"

namespace ledger::disputes {

inline constexpr std::size_t max_recipients = 50;

enum class Action { review, escalate, resolve, accept, reject, withdraw };

/// POST /api/v1/sla/disputes.
struct OpenRequest {
    std::string outage_id;
    std::string reason;
    std::optional<std::uint32_t> generation;

    static constexpr auto fields() {
        using R = OpenRequest;
        return std::tuple{Field{"outage_id", &R::outage_id,
                                "Whose latest result is wrong; its id or external id."}
                              .length(1, max_id_bytes),
                          Field{"reason", &R::reason, "What is wrong."}.length(min_reason_bytes,
                                                                               max_reason_bytes),
                          Field{"generation", &R::generation,
                                "The result that is meant; another latest one is a conflict."}};
    }
};

/// PATCH /api/v1/sla/disputes/{id}.
struct PatchRequest {
    Action action = Action::review;
    std::optional<Outcome> outcome;
    std::optional<std::string> notes;
    std::optional<std::string> resolution_note;
    std::optional<std::vector<std::string>> notify_recipients;
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<Severity> severity;
    std::optional<std::vector<Exclusion>> exclusions;

    static constexpr auto fields() {
        using R = PatchRequest;
        return std::tuple{
            Field{"action", &R::action, "`resolve` is accept, or what `outcome` says."},
            Field{"outcome", &R::outcome, "With `resolve`."},
            Field{"notes", &R::notes, "What is to be said; a rejection needs them."}.length(
                1, max_notes_bytes),
            Field{"resolution_note", &R::resolution_note, "Another name of `notes`."}.length(
                1, max_notes_bytes),
            Field{"notify_recipients", &R::notify_recipients,
                  "Read for the sake of existing clients; neither kept nor used."}
                .items(0, max_recipients),
            Field{"detected_at", &R::detected_at, "Accepting: when the outage really began."},
            Field{"resolved_at", &R::resolved_at, "Accepting: when service really was back."},
            Field{"severity", &R::severity, "Accepting: how bad it really was."},
            Field{"exclusions", &R::exclusions, "Accepting: what really did not count."}.items(
                0, max_exclusions)};
    }
};

/// A status to look for: `accepted` and `rejected` are resolved ones by their outcome.
enum class AskedStatus { open, under_review, resolved, accepted, rejected, withdrawn };

/// GET /api/v1/sla/disputes.
struct ListQuery : PageQuery {
    std::optional<AskedStatus> status;
    std::optional<std::string> outage_id;

    static constexpr auto fields() {
        using Q = ListQuery;
        return std::tuple_cat(
            std::tuple{
                Field{"status", &Q::status, "Where it stands, or how it ended."},
                Field{"outage_id", &Q::outage_id, "The outage's own id."}.length(1, max_id_bytes)},
            PageQuery::fields());
    }
};

/// A dispute as it is shown, with the names of the front end.
struct DisputeShown {
    DisputeId id;
    OutageId outage_id;
    std::uint32_t generation = 0;
    Status status = Status::open;
    std::optional<Outcome> outcome;
    std::uint32_t level = 0;
    std::string reason;
    Amount amount_at_stake;
    std::string amount_exact;
    std::string opened_by;
    Timestamp created_at{};
    std::optional<std::string> reviewed_by;
    std::optional<std::string> resolved_by;
    std::optional<Timestamp> resolved_at;
    std::optional<std::string> resolution_note;
    std::optional<CorrectedFacts> corrected;
    std::optional<std::uint32_t> resulting_generation;

    static constexpr auto fields() {
        using D = DisputeShown;
        return std::tuple{
            Field{"id", &D::id, "Given by the server."},
            Field{"outage_id", &D::outage_id, "Whose result it is about."},
            Field{"generation", &D::generation, "Which result of it."},
            Field{"status", &D::status, "Where it stands."},
            Field{"outcome", &D::outcome, "Null until it is resolved."},
            Field{"level", &D::level, "How often it was escalated: 0 to 3."},
            Field{"reason", &D::reason, "What is wrong."}.length(0, max_reason_bytes),
            Field{"amount_at_stake", &D::amount_at_stake, "What the result says: signed."},
            Field{"amount_exact", &D::amount_exact, "The same as text."},
            Field{"opened_by", &D::opened_by, "Who says so."},
            Field{"created_at", &D::created_at, "When it was opened."},
            Field{"reviewed_by", &D::reviewed_by, "Who looks into it."},
            Field{"resolved_by", &D::resolved_by, "Who resolved or withdrew it."},
            Field{"resolved_at", &D::resolved_at, "When."},
            Field{"resolution_note", &D::resolution_note, "What was said about it last."},
            Field{"corrected", &D::corrected, "What was wrong, if it was accepted."},
            Field{"resulting_generation", &D::resulting_generation,
                  "The result that the acceptance made."}};
    }
};

DisputeShown show(const Dispute& dispute, std::optional<std::uint32_t> resulting_generation);

/// One thing that happened to a dispute.
struct Step {
    Position position = 0;
    std::string type;
    Timestamp recorded_at{};
    std::string actor;
    std::optional<std::string> notes;
    std::optional<std::uint32_t> level;

    static constexpr auto fields() {
        using S = Step;
        return std::tuple{Field{"position", &S::position, "In the log."}.or_default(),
                          Field{"type", &S::type, "The event's."}.or_default(),
                          Field{"recorded_at", &S::recorded_at, "When."}.or_default(),
                          Field{"actor", &S::actor, "Who."}.or_default(),
                          Field{"notes", &S::notes, "What was said."},
                          Field{"level", &S::level, "Of an escalation."}};
    }
};

/// GET /api/v1/sla/disputes/{id}.
struct DisputePage : DisputeShown {
    std::vector<Step> history;

    static constexpr auto fields() {
        return std::tuple_cat(DisputeShown::fields(),
                              std::tuple{Field{"history", &DisputePage::history,
                                               "What happened to it, oldest first."}});
    }
};

struct DisputesByOffset : PageByOffset {
    std::vector<DisputeShown> disputes;

    static constexpr auto list = &DisputesByOffset::disputes;
    static constexpr auto fields() {
        return std::tuple_cat(
            PageByOffset::fields(),
            std::tuple{Field{"disputes", &DisputesByOffset::disputes, "Newest first."}.items(
                0, max_limit)});
    }
};

struct DisputesByNumber : PageByNumber {
    std::vector<DisputeShown> items;

    static constexpr auto list = &DisputesByNumber::items;
    static constexpr auto fields() {
        return std::tuple_cat(
            PageByNumber::fields(),
            std::tuple{
                Field{"items", &DisputesByNumber::items, "Newest first."}.items(0, max_limit)});
    }
};

}  // namespace ledger::disputes

namespace ledger {

template <>
inline constexpr std::array enum_names<disputes::Action>{
    EnumName{disputes::Action::review, "review"},
    EnumName{disputes::Action::escalate, "escalate"},
    EnumName{disputes::Action::resolve, "resolve"},
    EnumName{disputes::Action::accept, "accept"},
    EnumName{disputes::Action::reject, "reject"},
    EnumName{disputes::Action::withdraw, "withdraw"}};

template <>
inline constexpr std::array enum_names<disputes::AskedStatus>{
    EnumName{disputes::AskedStatus::open, "open"},
    EnumName{disputes::AskedStatus::under_review, "under_review"},
    EnumName{disputes::AskedStatus::resolved, "resolved"},
    EnumName{disputes::AskedStatus::accepted, "accepted"},
    EnumName{disputes::AskedStatus::rejected, "rejected"},
    EnumName{disputes::AskedStatus::withdrawn, "withdrawn"}};

}  // namespace ledger
