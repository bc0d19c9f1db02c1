// Folds everything that bears on a price into rows, and reads them in order.
#include "engine/domains/sla/explain_view.hpp"

#include "engine/domains/sla/outage_facts.hpp"
#include "engine/domains/sla/stored.hpp"

namespace ledger::sla {
namespace {

// Rows of an outage stand together and in order: kind, id, 0, position. Ids hold no 0.
std::string fact_prefix(std::string_view outage) { return "f" + std::string{outage} + '\0'; }
std::string generation_prefix(std::string_view outage) { return "g" + std::string{outage} + '\0'; }
std::string alias_key(std::string_view external_id) { return "x" + std::string{external_id}; }

/// "OUT001" of "outage-OUT001", and of "sla-OUT001".
std::string_view outage_of(const RecordedEvent& event) {
    return std::string_view{event.stream}.substr(category_of(event.stream).size() + 1);
}

Result<Timestamp> occurred_at(const Fact& fact) {
    if (fact.type == StoppedClock::type) return parse_time(fact.from.value_or(""));
    if (fact.at) return *fact.at;
    if (fact.reopened_at) return *fact.reopened_at;
    if (fact.type == RepairFacts::type && fact.resolved_at) return *fact.resolved_at;
    if (fact.type == CreatedOutage::type) return fact.detected_at.value_or(fact.recorded_at);
    return fact.recorded_at;
}

Result<void> fold_fact(Rows& rows, const RecordedEvent& event) {
    TRY(fact, fact_of<Fact>(event));
    fact.position = event.position;
    fact.type = event.type;
    fact.recorded_at = event.recorded_at;
    fact.actor = event.actor;
    TRY(occurred, occurred_at(fact));
    fact.occurred_at = occurred;
    put(rows, fact_prefix(outage_of(event)) + big_endian_key(event.position), fact);
    return {};
}

Result<void> fold_alias(Rows& rows, const ViewEvent& event) {
    TRY(created, event.as<fact_of<CreatedOutage>>());
    if (created->external_id) rows.put(alias_key(*created->external_id), created->outage.value);
    return {};
}

Result<void> fold_generation(Rows& rows, const ViewEvent& event) {
    TRY(decoded, event.as<decode_own>());
    GenerationRow row{.position = event->position,
                      .recorded_at = event->recorded_at,
                      .result = std::get<Calculated>(*decoded),
                      .postings = {}};
    for (const Posting& posting : event->postings)
        row.postings.push_back({event->position, posting.from, posting.to, posting.amount,
                                to_text(posting.amount), posting.asset});
    put(rows, generation_prefix(outage_of(*event)) + big_endian_key(event->position), row);
    return {};
}

Result<std::vector<json::Raw>> facts_of(const RowReader& rows, std::string_view outage) {
    std::vector<json::Raw> facts;
    const std::string prefix = fact_prefix(outage);
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view, std::string_view value) {
        facts.push_back({std::string{value}});
        return true;
    }));
    return facts;
}

Result<std::vector<GenerationRow>> generations_of(const RowReader& rows, std::string_view outage) {
    std::vector<GenerationRow> generations;
    Result<void> read;
    const std::string prefix = generation_prefix(outage);
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view, std::string_view value) {
        Result<GenerationRow> row = json::parse_stored<GenerationRow>(value);
        if (row) {
            generations.push_back(std::move(*row));
        } else {
            read = fail(std::move(row).error());
        }
        return read.has_value();
    }));
    TRY(read);
    return generations;
}

}  // namespace

Result<void> fold_explanation(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    if (event->type == Calculated::meta.name) return fold_generation(rows, event);
    if (event->type == CreatedOutage::type) TRY(fold_alias(rows, event));
    return fold_fact(rows, *event);
}

Result<std::optional<History>> find_history(const RowReader& rows, std::string_view id) {
    History history{.outage = OutageId{std::string{id}}, .facts = {}, .generations = {}};
    TRY(facts, facts_of(rows, id));
    if (facts.empty()) {
        TRY(outage, rows.get(alias_key(id)));
        if (!outage) return std::nullopt;
        history.outage = OutageId{*outage};
        TRY(found, facts_of(rows, *outage));
        facts = std::move(found);
    }
    history.facts = std::move(facts);
    TRY(generations, generations_of(rows, history.outage.value));
    history.generations = std::move(generations);
    return history;
}

}  // namespace ledger::sla
