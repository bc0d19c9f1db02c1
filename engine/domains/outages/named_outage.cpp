#include "engine/domains/outages/named_outage.hpp"

#include <utility>

namespace ledger::outages {
namespace {

Error no_such_outage() {
    return {.kind = ErrorKind::not_found, .code = "outage.not_found", .message = "no such outage"};
}

bool is_wanted(const Outage& outage, Wanted wanted) {
    return outage.is_there() ||
           (wanted == Wanted::also_deleted && outage.existence == Outage::Existence::deleted);
}

/// The version that `If-Match` asks for, if any.
Result<std::optional<StreamVersion>> expected_version(const Request& request) {
    if (!request.if_match) return std::optional<StreamVersion>{};
    return parse_if_match(*request.if_match);
}

}  // namespace

Result<OutageId> find_outage(Tx& tx, const std::string& id, Wanted wanted) {
    if (is_outage_id(id)) {
        TRY(outage, tx.load<Outage>(id));
        if (is_wanted(*outage, wanted)) return OutageId{id};
    }
    if (id.size() > max_external_id_bytes) return fail(no_such_outage());
    TRY(owner, tx.owner_of(external_id_space, id));
    if (!owner) return fail(no_such_outage());
    TRY(outage, tx.load<Outage>(*owner));
    if (!is_wanted(*outage, wanted)) return fail(no_such_outage());
    return OutageId{*owner};
}

Result<OutageId> find_related(Tx& tx, std::string_view field, const std::string& id) {
    Result<OutageId> other = find_outage(tx, id);
    if (other || other.error().kind != ErrorKind::not_found) return other;
    return fail(impossible(field, "exists", std::string{field} + " names no outage"));
}

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

Result<PreparedCommand> on_outage(const Request& request,
                                  std::function<Result<Reply>(Tx&, const OutageId&)> act,
                                  Wanted wanted) {
    TRY(expected, expected_version(request));
    const std::string& path_id = request.path_values.at("id");
    return PreparedCommand{
        .handler = [path_id, expected, wanted, act = std::move(act)](Tx& tx) -> Result<Reply> {
            TRY(id, find_outage(tx, path_id, wanted));
            if (expected) TRY(tx.expect_version<Outage>(id.value, *expected));
            return act(tx, id);
        },
        .touches = touches_of(path_id)};
}

Result<Reply> reply_about(Tx& tx, const OutageId& id, int status, std::string body) {
    TRY(etag, tx.etag<Outage>(id.value));
    Reply reply{.status = status, .body = std::move(body)};
    reply.headers.emplace_back("ETag", etag);
    return reply;
}

}  // namespace ledger::outages
