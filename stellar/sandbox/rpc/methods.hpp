// The methods of Soroban RPC that ask and change nothing: pure functions of the network and the
// call.
#pragma once

#include "stellar/sandbox/horizon/resources.hpp"
#include "stellar/sandbox/rpc/json_rpc.hpp"

#include <string>

namespace ledger::stellar::sandbox {

/// How long ledgers are kept, as clients are told: at 5 seconds each, 7 days.
inline constexpr std::uint32_t retention_ledgers = 120'960;

inline constexpr std::size_t most_rpc_keys = 200;
inline constexpr std::uint32_t default_rpc_page = 50;
inline constexpr std::uint32_t most_rpc_page = 200;

/// The JSON of the result.
OrRpcError<std::string> answer_query(const NetworkView& network, const NetworkNames& names,
                                     const RpcCall& call);

}  // namespace ledger::stellar::sandbox
