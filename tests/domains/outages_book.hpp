// The views of outages over hand-made events, as a reader of the API sees them.
#pragma once

#include "engine/domains/outages/queries.hpp"
#include "engine/domains/outages/views.hpp"
#include "tests/support/memory_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

namespace ledger::outages {

class Book {
public:
    /// Folds an event into every view; `event` is numbered and stamped here.
    void add(RecordedEvent event) {
        event.position = next_++;
        event.recorded_at = now;
        for (const View& view : views) {
            if (std::ranges::find(view.event_types, event.type) == view.event_types.end()) continue;
            REQUIRE(view.apply(rows_[view.name], event).has_value());
        }
    }
    void add(const Event& event) {
        const NewEvent encoded = encode(event);
        RecordedEvent recorded;
        recorded.type = encoded.type;
        recorded.schema_version = encoded.schema_version;
        recorded.payload = encoded.payload;
        recorded.actor = "user:7";
        const std::string id = std::visit([](const auto& e) { return e.outage.value; }, event);
        recorded.stream = "outage-" + id;
        recorded.stream_version = versions_[id]++;
        add(std::move(recorded));
    }
    /// An event of the SLA domain about outage `id`.
    void add_sla(const std::string& id, std::string type, std::string payload) {
        RecordedEvent recorded;
        recorded.type = std::move(type);
        recorded.stream = "sla-" + id;
        recorded.actor = "system";
        recorded.payload = std::move(payload);
        add(std::move(recorded));
    }

    Result<Reply> ask(QueryHandler handler, const Request& request) {
        const Context context{
            .now = now,
            .acknowledged = next_,
            .folded = next_,
            .rows = [this](std::string_view view) -> const RowReader& { return rows_[view]; },
            .services = nullptr};
        return handler(request, context);
    }
    Result<Reply> page(const std::string& id, std::optional<std::string> if_none_match = {}) {
        Request request;
        request.path_values.emplace("id", id);
        request.if_none_match = std::move(if_none_match);
        return ask(show_outage, request);
    }
    Result<Reply> timeline(const std::string& id,
                           std::map<std::string, std::string, std::less<>> query = {}) {
        Request request;
        request.path_values.emplace("id", id);
        request.query = std::move(query);
        return ask(show_timeline, request);
    }
    Result<Reply> list(std::map<std::string, std::string, std::less<>> query = {}) {
        Request request;
        request.query = std::move(query);
        return ask(list_outages, request);
    }

    Timestamp now{};
    MemoryRows& rows(std::string_view view) { return rows_[view]; }
    Position next_position() const { return next_; }

private:
    std::map<std::string_view, MemoryRows> rows_;
    std::map<std::string, StreamVersion> versions_;
    Position next_ = 0;
};

}  // namespace ledger::outages
