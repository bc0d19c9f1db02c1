// The queries on disputes: the list with its filters, and one of them.
#include "engine/domains/disputes/routes.hpp"
#include "engine/kernel/query.hpp"
#include "engine/ports/stored.hpp"

namespace ledger::disputes {
namespace {

bool matches(const Dispute& dispute, AskedStatus asked) {
    switch (asked) {
        case AskedStatus::open: return dispute.status == Status::open;
        case AskedStatus::under_review: return dispute.status == Status::under_review;
        case AskedStatus::resolved: return dispute.status == Status::resolved;
        case AskedStatus::accepted: return dispute.outcome == Outcome::accepted;
        case AskedStatus::rejected: return dispute.outcome == Outcome::rejected;
        case AskedStatus::withdrawn: return dispute.status == Status::withdrawn;
    }
    return false;
}

bool matches(const Dispute& dispute, const ListQuery& asked) {
    return (!asked.status || matches(dispute, *asked.status)) &&
           (!asked.outage_id || dispute.outage.value == *asked.outage_id);
}

}  // namespace

Result<Reply> list_disputes(const Request& request, const Context& context) {
    TRY(asked, parse_query<ListQuery>(request));
    TRY(window, window_of(asked, is_row_key));
    PageItems<DisputeShown> found{window};
    Result<void> result;
    TRY(context.rows(dispute_view)
            .scan(list_prefix, after_prefix(list_prefix),
                  [&](std::string_view key, std::string_view value) {
                      result = [&]() -> Result<void> {
                          TRY(row, Stored<DisputeRow>::from_bytes(value));
                          if (!matches(row.value.dispute, asked)) return {};
                          return found.add(key, [&]() -> Result<DisputeShown> {
                              return show(row.value.dispute, row.value.resulting_generation);
                          });
                      }();
                      return result.has_value();
                  }));
    TRY(std::move(result));
    return page_reply<DisputesByOffset, DisputesByNumber>(asked, window, std::move(found));
}

Result<Reply> show_dispute(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(row, find_dispute(context.rows(dispute_view), request.path_values.at("id")));
    if (!row) return fail(ErrorKind::not_found, "dispute.not_found", "no such dispute");
    Reply reply{.body = json::text_of(
                    DisputePage{show(row->dispute, row->resulting_generation), row->history})};
    reply.headers.emplace_back("ETag", row->etag);
    return reply;
}

}  // namespace ledger::disputes
