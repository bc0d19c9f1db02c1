#include "stellar/sandbox/rpc/json_rpc.hpp"

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view version = "2.0";

json::ObjectWriter answer_to(std::string_view id) {
    json::ObjectWriter answer;
    answer.add("jsonrpc", version);
    answer.add_raw("id", id);
    return answer;
}

/// Whether the text is JSON at all.
bool is_json(std::string_view text) {
    bool is_whole = false;
    const Result<void> read = json::read(
        text, [&](json::Value& root) { is_whole = root.kind() != json::Kind::malformed; });
    return read.has_value() && is_whole;
}

}  // namespace

OrRpcError<RpcCall> call_from_text(std::string_view body) {
    auto call = json::parse<RpcCall>(body, json::Unknown::ignored);
    if (!call && !is_json(body))
        return std::unexpected{RpcError{rpc_parse_error, "the request is not JSON"}};
    if (!call) return std::unexpected{RpcError{rpc_invalid_request, call.error().message}};
    if (call->jsonrpc != version)
        return std::unexpected{RpcError{rpc_invalid_request, "jsonrpc must be 2.0"}};
    return std::move(*call);
}

std::string rpc_result(std::string_view id, std::string_view result) {
    json::ObjectWriter answer = answer_to(id);
    answer.add_raw("result", result);
    return answer.text();
}

std::string rpc_failure(std::string_view id, const RpcError& error) {
    json::ObjectWriter object;
    object.add("code", error.code);
    object.add("message", error.message);
    json::ObjectWriter answer = answer_to(id);
    answer.add_raw("error", object.text());
    return answer.text();
}

}  // namespace ledger::stellar::sandbox
