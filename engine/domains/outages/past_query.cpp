// GET /api/v1/outages/{id}?as_of=…: the page as it was.
#include "engine/domains/outages/queries.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/ports/history.hpp"

#include <algorithm>
#include <map>

namespace ledger::outages {
namespace {

/// What is known of an outage stands in these streams.
constexpr std::string_view categories[] = {"outage-", "sla-"};

/// The rows of one outage's page, for as long as it is folded.
class PageRows final : public Rows {
public:
    Result<std::optional<std::string>> get(std::string_view key) const override {
        const auto row = rows_.find(key);
        if (row == rows_.end()) return std::nullopt;
        return row->second;
    }
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override {
        for (auto row = rows_.lower_bound(from); row != rows_.end(); ++row)
            if ((!until.empty() && row->first >= until) || !visit(row->first, row->second)) break;
        return {};
    }
    void put(std::string_view key, std::string_view value) override {
        rows_.insert_or_assign(std::string{key}, std::string{value});
        objects_.erase(std::string{key});
    }
    void erase(std::string_view key) override {
        rows_.erase(std::string{key});
        objects_.erase(std::string{key});
    }
    RowObject* held(std::string_view key, RowUse) override {
        const auto object = objects_.find(key);
        return object == objects_.end() ? nullptr : object->second.get();
    }
    void hold(std::string_view key, std::unique_ptr<RowObject> object, RowUse) override {
        objects_.insert_or_assign(std::string{key}, std::move(object));
    }
    /// Objects become bytes, for readers.
    void commit() {
        for (const auto& [key, object] : objects_) {
            std::string& bytes = rows_[key];
            bytes.clear();
            object->append_to(bytes);
        }
        objects_.clear();
    }

private:
    std::map<std::string, std::string, std::less<>> rows_;
    std::map<std::string, std::unique_ptr<RowObject>, std::less<>> objects_;
};

/// The windows of maintenance of a site stand in this one.
constexpr std::string_view window_category = "maintenance-";

/// Those of all its streams, in the order of the log.
Result<std::vector<RecordedEvent>> events_of(const History& history, std::string_view outage,
                                             const Moment& until) {
    std::vector<RecordedEvent> events;
    for (const std::string_view category : categories)
        TRY(history.stream(std::string{category}.append(outage), until,
                           [&](const RecordedEvent& event) {
                               events.push_back(event);
                               return true;
                           }));
    std::ranges::sort(events, {}, &RecordedEvent::position);
    return events;
}

/// As it was planned then: it moves no clock but a running one.
Result<void> fold_maintenance(PageRows& rows, const DetailRow& row, const History& history,
                              const Moment& until) {
    if (!row.is_open) return {};
    TRY(sites, sites_of(row));
    for (const std::string& site : sites) {
        Result<void> folded;
        TRY(history.stream(std::string{window_category}.append(site), until,
                           [&](const RecordedEvent& event) {
                               folded = fold_window(rows, event);
                               return folded.has_value();
                           }));
        TRY(folded);
    }
    return {};
}

}  // namespace

Result<Reply> show_past_outage(const Request& request, std::string_view as_of,
                               const Context& context) {
    LEDGER_ASSERT(context.history != nullptr);
    TRY(asked, parse_as_of(as_of));
    TRY(moment, context.history->moment(asked));
    const std::string& name = request.path_values.at("id");
    TRY(present, find_detail(context.rows(detail_view), name));
    const std::string outage = present ? present->id.value : name;
    TRY(events, events_of(*context.history, outage, moment));
    PageRows rows;
    for (const RecordedEvent& event : events) TRY(apply_to_detail(rows, event));
    rows.commit();
    TRY(row, find_detail(rows, outage));
    if (!row || row->is_deleted)
        return fail(ErrorKind::not_found, "outage.not_found", "no such outage at that time");
    TRY(fold_maintenance(rows, *row, *context.history, moment));
    Reply reply{
        .headers = {{"ETag", row->etag()}, {"X-Event-Position", std::to_string(moment.position)}}};
    TRY(page, page_at(std::move(*row), rows, std::min(moment.time, context.now)));
    reply.body = std::move(page);
    return reply;
}

}  // namespace ledger::outages
