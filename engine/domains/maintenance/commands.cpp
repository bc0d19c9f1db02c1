#include "engine/domains/maintenance/commands.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/maintenance/lookup.hpp"
#include "engine/domains/maintenance/requests.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::maintenance {
namespace {

constexpr std::string_view collection = "/api/v1/maintenance/windows/";

Error no_such_window() {
    return {.kind = ErrorKind::not_found,
            .code = "maintenance.window_not_found",
            .message = "no such maintenance window"};
}

/// Decides and appends; the window as it is then.
Result<Window> execute(Tx& tx, const SiteId& site_id, const WindowId& id, const Command& command) {
    TRY(site, tx.load<SiteWindows>(site_id.value));
    TRY(event, decide(*site, command));
    if (event) TRY(tx.append<SiteWindows>(site_id.value, *event));
    TRY(changed, tx.load<SiteWindows>(site_id.value));
    return *changed->find(id);
}

Reply reply_about(Tx& tx, const SiteId& site_id, const Window& window, int status) {
    Reply reply{.status = status,
                .body = json::text_of(WindowReply{
                    .id = window.id,
                    .site_id = site_id,
                    .from = window.from,
                    .to = window.to,
                    .reason = window.reason,
                    .state = state_at(window.from, window.to, window.cancelled, tx.now()),
                    .cancel_reason = {}})};
    reply.headers.emplace_back("ETag", etag_of(window.version, tx.last_position()));
    return reply;
}

Result<Reply> plan(Tx& tx, const PlanRequest& asked) {
    TRY(number, tx.next(window_counter));
    const WindowId id = window_id(number);
    TRY(window, execute(tx, asked.site_id, id,
                        PlanWindow{.facts = {{.window = id,
                                              .site_id = asked.site_id,
                                              .from = asked.from,
                                              .to = asked.to,
                                              .reason = asked.reason}},
                                   .now = tx.now()}));
    TRY(tx.claim(window_space, id.value, asked.site_id.value));
    Reply reply = reply_about(tx, asked.site_id, window, 201);
    reply.headers.emplace_back("Location", std::string{collection} + id.value);
    return reply;
}

/// A command on `{id}` that minds `If-Match`. `handler` is told the window's site, and the version
/// that is expected, if any.
template <class Handler>
Result<PreparedCommand> prepare_on_window(const Request& request, const Handler& handler) {
    std::optional<StreamVersion> expected;
    if (request.if_match) {
        TRY(version, parse_if_match(*request.if_match));
        expected = version;
    }
    const WindowId id{request.path_values.at("id")};
    if (id.value.size() > max_id_bytes) return fail(no_such_window());
    return PreparedCommand{.handler = [id, expected, handler](Tx& tx) -> Result<Reply> {
                               TRY(owner, tx.owner_of(window_space, id.value));
                               if (!owner) return fail(no_such_window());
                               return handler(tx, id, SiteId{*owner}, expected);
                           },
                           .touches = {{.stream_type = nullptr,
                                        .unique_space = std::string{window_space},
                                        .value = id.value}}};
}

}  // namespace

Result<PreparedCommand> prepare_plan(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<PlanRequest>(request.body));
    return PreparedCommand{.handler = [asked](Tx& tx) { return plan(tx, asked); },
                           .touches = {{.stream_type = &aggregate_type<SiteWindows>,
                                        .unique_space = {},
                                        .value = asked.site_id.value}}};
}

Result<PreparedCommand> prepare_change(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<ChangeRequest>(request.body));
    return prepare_on_window(request,
                             [asked](Tx& tx, const WindowId& id, const SiteId& site_id,
                                     std::optional<StreamVersion> expected) -> Result<Reply> {
                                 TRY(window, execute(tx, site_id, id,
                                                     ChangeWindow{.window = id,
                                                                  .site_id = site_id,
                                                                  .from = asked.from,
                                                                  .to = asked.to,
                                                                  .reason = asked.reason,
                                                                  .expected_version = expected,
                                                                  .now = tx.now()}));
                                 return reply_about(tx, site_id, window, 200);
                             });
}

Result<PreparedCommand> prepare_cancel(const Request& request) {
    TRY(asked, parse_query<CancelQuery>(request));
    return prepare_on_window(request,
                             [asked](Tx& tx, const WindowId& id, const SiteId& site_id,
                                     std::optional<StreamVersion> expected) -> Result<Reply> {
                                 TRY(execute(tx, site_id, id,
                                             CancelWindow{.window = id,
                                                          .site_id = site_id,
                                                          .reason = asked.reason,
                                                          .expected_version = expected,
                                                          .now = tx.now()}));
                                 return Reply{.status = 204};
                             });
}

}  // namespace ledger::maintenance
