// JSON-RPC 2.0: calls and their answers.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/kernel/describe.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <tuple>

namespace ledger::stellar::sandbox {

struct RpcError {
    int code = 0;
    std::string message;
};

inline constexpr int rpc_parse_error = -32700;
inline constexpr int rpc_invalid_request = -32600;
inline constexpr int rpc_method_not_found = -32601;
inline constexpr int rpc_invalid_params = -32602;
inline constexpr int rpc_internal_error = -32603;

template <class T>
using OrRpcError = std::expected<T, RpcError>;

struct RpcCall {
    std::string jsonrpc;
    json::Raw id{};  ///< Any value, which the answer repeats.
    std::string method;
    json::Raw params{};

    static constexpr auto fields() {
        using C = RpcCall;
        return std::tuple{Field{"jsonrpc", &C::jsonrpc, "`2.0`."},
                          Field{"id", &C::id, "Told back."}.or_default(),
                          Field{"method", &C::method, "What to do."},
                          Field{"params", &C::params, "With what."}.or_default()};
    }
};

/// What is wrong with a text that is no call: JSON or not.
OrRpcError<RpcCall> call_from_text(std::string_view body);

/// The parameters of a call, an object; null and absent are an empty one. Unknown ones are passed
/// over, as the network does.
template <Described T>
OrRpcError<T> params_of(const RpcCall& call) {
    std::string_view text = call.params.text;
    if (text == "null") text = "{}";
    auto params = json::parse<T>(text, json::Unknown::ignored);
    if (!params) return std::unexpected{RpcError{rpc_invalid_params, params.error().message}};
    return std::move(*params);
}

/// The body of an answer; `id` and `result` are JSON.
std::string rpc_result(std::string_view id, std::string_view result);
std::string rpc_failure(std::string_view id, const RpcError& error);

}  // namespace ledger::stellar::sandbox
